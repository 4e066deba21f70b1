"""`namehouse tld change`, `versions` and `withdraw`: a TLD's rules, changed from an instant on, previewed, and taken back."""

from datetime import datetime
from pathlib import Path

import click

from namehouse.command import INSTANT, Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from namehouse.policy_files import read_document, read_pair, read_table
from registry.actions.tld_amend import amending, rules_of_version
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.amending import Amend
from registry.model.names import canonical
from registry.model.policy_difference import differences
from registry.settings import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("name")
@click.option("--rules", "document", type=_FILE, help="All rules, in JSON or TOML.")
@click.option(
    "--set", "pairs", multiple=True, metavar="KEY=VALUE", help="One rule, as spans.redemption=20; several times."
)
@click.option("--rates", type=_FILE, help="The exceptions to the price list, in CSV.")
@click.option("--early-access", type=_FILE, help="The steps of the early access ladder, in CSV.")
@click.option("--phases", type=_FILE, help="The phases of the launch, in CSV.")
@click.option(
    "--version", "number", type=int, help="The rules of an older version once more, to reverse what came after."
)
@click.option("--at", type=INSTANT, help="From when on, as ISO 8601 with a time zone; now, where nothing is said.")
@click.option("--preview", is_flag=True, help="Only tell what would change, and how many names that concerns.")
@reason_option
@json_option
@with_settings
def change(
    settings: Settings,
    name: str,
    document: Path | None,
    pairs: tuple[str, ...],
    rates: Path | None,
    early_access: Path | None,
    phases: Path | None,
    number: int | None,
    at: datetime | None,
    preview: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """Give a TLD other rules from an instant on, until the next version that is planned; what was decided before stays.

    Rules that are not named stay as they are. Servers that run need no telling.
    """
    from registry.actions.tld_create import tld_change

    zone = canonical(name)
    tables = {"rates": rates, "early_access": early_access, "phases": phases}
    changes = {key: read_table(key, path) for key, path in tables.items() if path} | dict(map(read_pair, pairs))
    if document is not None and number is not None:
        raise Misused("rules come from a file or from a version, not from both")
    if document is None and number is None and not changes:
        raise Misused("name what is to change: --rules, --set, --rates, --early-access, --phases or --version")
    whole = read_document(document) if document else None

    async def work(cx: Context) -> dict[str, object]:
        start = at or cx.now
        older = rules_of_version(cx.book, zone, number) if number is not None else None
        amend = amending(whole or older, changes)
        if preview:
            return await _previewed(cx, zone, amend, start, in_words=not as_json)
        version = await tld_change(cx, zone, amend, start)
        return {"tld": zone, "policy": version, "since": start}

    print_data(act(settings, work, reason=reason), as_json=as_json)


async def _previewed(cx: Context, zone: str, amend: Amend, at: datetime, *, in_words: bool) -> dict[str, object]:
    from registry.actions.tld_preview import PriceChange, tld_preview

    def price(each: PriceChange) -> dict[str, object]:
        old, new = (f"{quote.total} {quote.currency}" if quote else "not sold" for quote in (each.before, each.after))
        return {"operation": each.operation, "class": each.name_class, "before": old, "after": new}

    seen = await tld_preview(cx, zone, amend, at)
    changes = [{"key": each.key, "before": each.before, "after": each.after} for each in seen.differences]
    return {
        "tld": zone,
        "instead_of_version": seen.before.id,
        "since": at.isoformat(),
        "until": seen.until.isoformat() if seen.until else None,
        "changes": "; ".join(each.words for each in seen.differences) if in_words else changes,
        "prices": [price(each) for each in seen.prices],
        "names": seen.names,
        "renewals_dearer": seen.dearer,
        "renewals_cheaper": seen.cheaper,
    }


@click.command()
@click.argument("name")
@json_option
@with_settings
def versions(settings: Settings, name: str, as_json: bool) -> None:
    """Every policy version of a TLD, past, in force and planned, with what it says otherwise than the one before."""
    zone = canonical(name)

    async def work(cx: Context) -> list[dict[str, object]]:
        if not cx.book.serves(zone):
            raise ObjectMissing("There is no such TLD.", "tld", zone)
        every = cx.book.versions(zone)
        in_force = cx.book.at(zone, cx.now)
        return [
            {
                "policy": each.id,
                "since": each.valid_from.isoformat(),
                "until": each.valid_to.isoformat() if each.valid_to else None,
                "state": "planned" if each.valid_from > cx.now else "in force" if each is in_force else "past",
                "changes": [one.words for one in differences(earlier.rules, each.rules)] if earlier else ["opened"],
            }
            for earlier, each in zip((None, *every), every, strict=False)
        ]

    print_data(act(settings, work), as_json=as_json)


@click.command()
@click.argument("name")
@click.argument("number", type=int)
@reason_option
@json_option
@with_settings
def withdraw(settings: Settings, name: str, number: int, reason: str | None, as_json: bool) -> None:
    """Take back a version that has not begun; what would be in force without it is.

    One that has begun is reversed by `tld change NAME --version` with the number of an older one.
    """
    from registry.actions.tld_withdraw import tld_withdraw

    zone = canonical(name)
    gone = act(settings, lambda cx: tld_withdraw(cx, zone, number), reason=reason)
    print_data({"tld": zone, "withdrawn": gone.id, "since": gone.valid_from}, as_json=as_json)
