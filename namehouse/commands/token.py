"""`namehouse token`: allocation tokens, issued, shown and revoked."""

from datetime import datetime

import click

from namehouse.command import INSTANT, Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from namehouse.commands.versions import shown
from registry.actions.token_issue import TokenIssue, token_issue, token_revoke
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.pricing import Discount
from registry.model.token import TOKEN_OPERATIONS, TokenOperation
from registry.settings import Settings
from registry.store import tokens

_MOST = 200


@click.group()
def token() -> None:
    """Credentials that let registrars have names they could not have otherwise, or have them cheaper."""


@token.command()
@click.option("--count", type=click.IntRange(1, 10_000), default=1, show_default=True, help="How many.")
@click.option("--tld", help="Only for names in this TLD.")
@click.option("--label", help="Only for this label.")
@click.option("--registrar", help="Only for this registrar.")
@click.option("--unlimited", is_flag=True, help="For any number of names; else each token is used once.")
@click.option("--frees-reserved", is_flag=True, help="They open reserved names.")
@click.option(
    "--for",
    "operations",
    multiple=True,
    type=click.Choice(TOKEN_OPERATIONS),
    default=("create",),
    show_default=True,
    help="Commands that they go with.",
)
@click.option("--price", type=click.IntRange(0), help="What a year costs with them, in minor units of --currency.")
@click.option("--currency", help="Of --price.")
@click.option("--percent", type=click.IntRange(0, 100), default=0, help="So many per cent are taken off the price.")
@click.option("--from", "valid_from", type=INSTANT, help="From when on they are good; now, where nothing is said.")
@click.option("--to", "valid_to", type=INSTANT, help="Until when; for good, where nothing is said.")
@reason_option
@json_option
@with_settings
def issue(
    settings: Settings,
    count: int,
    tld: str | None,
    label: str | None,
    registrar: str | None,
    unlimited: bool,
    frees_reserved: bool,
    operations: tuple[TokenOperation, ...],
    price: int | None,
    currency: str | None,
    percent: int,
    valid_from: datetime | None,
    valid_to: datetime | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Issue tokens and tell them: this once, since only their fingerprints are kept."""
    if (price is None) != (currency is None):
        raise Misused("--price and --currency go together")
    given = (currency.upper(), price) if currency is not None and price is not None else None
    discount = Discount(given, percent) if given or percent else None
    wish = TokenIssue(tld, label, registrar, not unlimited, frees_reserved, discount, valid_from, valid_to, operations)
    issued = act(settings, lambda cx: token_issue(cx, wish, count), reason=reason)
    print_data([{"token": each} for each in issued], as_json=as_json)


@token.command("list")
@json_option
@with_settings
def list_tokens(settings: Settings, as_json: bool) -> None:
    """The newest tokens by number, what they are good for, and whether they were used."""

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: tokens.newest(db, _MOST))
        return [
            {
                "number": each.id,
                "tld": each.tld,
                "label": each.label,
                "registrar": each.registrar,
                "single": each.single,
                "frees_reserved": each.frees_reserved,
                "for": list(each.operations),
                "from": each.valid_from.isoformat(),
                "to": each.valid_to.isoformat() if each.valid_to else None,
                "used": each.spent,
            }
            for each in found
        ]

    print_data(act(settings, work), as_json=as_json)


@token.command()
@click.argument("number", type=int)
@reason_option
@with_settings
def revoke(settings: Settings, number: int, reason: str | None) -> None:
    """Make a token good for nothing from now on; names that it was used for stay."""
    act(settings, lambda cx: token_revoke(cx, number), reason=reason)
    click.echo(f"token {number} is good for nothing now")


@token.command()
@click.argument("number", type=int)
@json_option
@with_settings
def history(settings: Settings, number: int, as_json: bool) -> None:
    """When a token was issued and revoked, by whom and why; --json: and what it was good for."""
    from registry.store import history as store

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: store.versions(db, kind="token", name=str(number)))
        if not found:
            raise ObjectMissing("There is no such token.", "token", str(number))
        return shown(found, whole=as_json)

    print_data(act(settings, work), as_json=as_json)
