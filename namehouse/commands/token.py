"""`namehouse token`: allocation tokens, issued, sold as packages, shown and revoked."""

from datetime import datetime

import click

from namehouse.command import INSTANT, Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from namehouse.commands.versions import shown
from registry.actions.token_issue import MOST_USES, PackageSell, TokenIssue, package_sell, token_issue, token_revoke
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.money import Money
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
@click.option("--uses", type=click.IntRange(1, MOST_USES), help="For so many names each; one, where nothing is said.")
@click.option("--unlimited", is_flag=True, help="For any number of names.")
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
@click.option("--years", type=click.IntRange(1, 99), help="Only so many years of each command are cheaper.")
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
    uses: int | None,
    unlimited: bool,
    frees_reserved: bool,
    operations: tuple[TokenOperation, ...],
    price: int | None,
    currency: str | None,
    percent: int,
    years: int | None,
    valid_from: datetime | None,
    valid_to: datetime | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Issue tokens and tell them: this once, since only their fingerprints are kept."""
    if (price is None) != (currency is None):
        raise Misused("--price and --currency go together")
    if uses is not None and unlimited:
        raise Misused("--uses and --unlimited contradict each other")
    given = (currency.upper(), price) if currency is not None and price is not None else None
    discount = Discount(given, percent, years) if given or percent else None
    if discount is None and years is not None:
        raise Misused("--years goes with --price or --percent")
    limit = None if unlimited else uses or 1
    wish = TokenIssue(tld, label, registrar, limit, frees_reserved, discount, valid_from, valid_to, operations)
    issued = act(settings, lambda cx: token_issue(cx, wish, count), reason=reason)
    print_data([{"token": each} for each in issued], as_json=as_json)


@token.command()
@click.argument("registrar")
@click.argument("names", type=click.IntRange(1, MOST_USES))
@click.argument("price", type=click.IntRange(1))
@click.option("--currency", default="USD", show_default=True, help="Of the account that pays.")
@click.option("--tld", help="Only for names in this TLD.")
@click.option("--from", "valid_from", type=INSTANT, help="From when on it is good; now, where nothing is said.")
@click.option("--to", "valid_to", type=INSTANT, help="Until when; for good, where nothing is said.")
@reason_option
@json_option
@with_settings
def sell(
    settings: Settings,
    registrar: str,
    names: int,
    price: int,
    currency: str,
    tld: str | None,
    valid_from: datetime | None,
    valid_to: datetime | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Sell REGISTRAR a package: a token with which the first year of so many NAMES costs nothing, for a PRICE at once.

    The price, in minor units, is charged to the registrar's account now. The token is told this once.
    """
    wish = PackageSell(registrar, names, Money(price, currency.upper()), tld, valid_from, valid_to)
    sold = act(settings, lambda cx: package_sell(cx, wish), reason=reason)
    print_data(
        {"number": sold.number, "token": sold.token, "balance": sold.balance.amount, "currency": sold.balance.currency},
        as_json=as_json,
    )


@token.command("list")
@json_option
@with_settings
def list_tokens(settings: Settings, as_json: bool) -> None:
    """The newest tokens by number, what they are good for, and how often they were used."""

    async def work(cx: Context) -> list[dict[str, object]]:
        store = cx.registry.store
        found = await store.reading(lambda db: tokens.newest(db, _MOST))
        ids = [each.id for each in found]
        used = dict(await store.reading(lambda db: tokens.redemptions(db, token_ids=ids)))
        return [
            {
                "number": each.id,
                "tld": each.tld,
                "label": each.label,
                "registrar": each.registrar,
                "uses": each.uses,
                "used": used.get(each.id, 0),
                "package": f"{each.package.price} {each.package.price.currency}" if each.package else None,
                "frees_reserved": each.frees_reserved,
                "for": list(each.operations),
                "from": each.valid_from.isoformat(),
                "to": each.valid_to.isoformat() if each.valid_to else None,
            }
            for each in found
        ]

    print_data(act(settings, work), as_json=as_json)


@token.command()
@click.argument("number", type=int)
@reason_option
@with_settings
def revoke(settings: Settings, number: int, reason: str | None) -> None:
    """Make a token good for nothing from now on; names that it was used for stay.

    What was paid for a package that no name was registered with is given back.
    """
    credits = act(settings, lambda cx: token_revoke(cx, number), reason=reason)
    click.echo(f"token {number} is good for nothing now")
    for each in credits:
        click.echo(f"{each} {each.currency} are given back")


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
