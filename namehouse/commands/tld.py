"""`namehouse tld`: open TLDs, show their policies; what changes them has a file of its own."""

from datetime import datetime
from pathlib import Path

import click

from namehouse.command import INSTANT, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from namehouse.commands.tld_policy import change, versions, withdraw
from namehouse.commands.versions import shown
from namehouse.policy_files import read_document
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.names import canonical
from registry.model.policy import Policy
from registry.settings import Settings

_RULES = click.option(
    "--rules",
    "document",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the rules, as `namehouse tld show --json` prints them, or the same in TOML.",
)


@click.group()
def tld() -> None:
    """Open TLDs, show and change their policies."""


tld.add_command(change)
tld.add_command(versions)
tld.add_command(withdraw)


@tld.command("list")
@json_option
@with_settings
def list_tlds(settings: Settings, as_json: bool) -> None:
    """Every TLD with the policy that is in force."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [_row(policy) for policy in cx.book.current(cx.now)]

    print_data(act(settings, work), as_json=as_json)


def _row(policy: Policy) -> dict[str, object]:
    rules = policy.rules
    return {
        "tld": policy.tld,
        "policy": policy.id,
        "since": policy.valid_from.isoformat(),
        "contacts": rules.contacts,
        "hosts": rules.host_model,
        "create": str(rules.prices.of("create")),
        "currency": rules.prices.currency,
    }


@tld.command()
@click.argument("name")
@click.option("--at", type=INSTANT, help="Those in force at an instant; now, where nothing is said.")
@json_option
@with_settings
def show(settings: Settings, name: str, at: datetime | None, as_json: bool) -> None:
    """The rules in force for one TLD; as JSON they are a file for `tld add` and `tld change`."""
    zone = canonical(name)

    async def work(cx: Context) -> dict[str, object]:
        if not cx.book.serves(zone):
            raise ObjectMissing("There is no such TLD.", "tld", zone)
        return cx.book.at(zone, at or cx.now).rules.document()

    print_data(act(settings, work), as_json=as_json)


@tld.command()
@click.argument("name")
@_RULES
@reason_option
@json_option
@with_settings
def add(settings: Settings, name: str, document: Path, reason: str | None, as_json: bool) -> None:
    """Open a TLD with its first rules, from now on."""
    from registry.actions.tld_create import tld_create

    zone, rules = canonical(name), read_document(document)
    number = act(settings, lambda cx: tld_create(cx, zone, rules), reason=reason)
    print_data({"tld": zone, "policy": number}, as_json=as_json)


@tld.command()
@click.argument("name")
@json_option
@with_settings
def history(settings: Settings, name: str, as_json: bool) -> None:
    """Every version of the TLD: when it was made, by whom, through which door, why; --json: and its rules."""
    from registry.store import history as store

    zone = canonical(name)

    async def work(cx: Context) -> list[dict[str, object]]:
        if not cx.book.serves(zone):
            raise ObjectMissing("There is no such TLD.", "tld", zone)
        versions = await cx.registry.store.reading(lambda db: store.versions(db, kind="tld", name=zone))
        return shown(versions, whole=as_json)

    print_data(act(settings, work), as_json=as_json)
