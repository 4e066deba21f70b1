"""What may be done to allocation tokens: issue them, sell a package, revoke them. A token is shown once, to who issued it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from flask import url_for

from panel.kit.deeds import Deed, Deeds, Once, Opening, Values
from panel.kit.fields import About, Combo, Flag, Reason, Several, Text
from panel.kit.foreseen import Foreseen
from panel.kit.formats import amount
from panel.kit.quantities import Amount, Day, Number
from panel.kit.situation import Situation
from panel.registrars.lists import REGISTRARS
from panel.tlds.lists import TLDS
from panel.tokens.lists import TOKENS
from registry.actions.token_issue import MOST_USES, PackageSell, TokenIssue, package_sell, token_issue, token_revoke
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.pricing import Discount
from registry.model.token import TOKEN_OPERATIONS, AllocationToken
from registry.store import ledger, tokens

# Tokens that are issued at once: more would not be taken down by hand.
MOST: Final = 100
_OPERATIONS: Final[Mapping[str, str]] = {each: each.capitalize() for each in TOKEN_OPERATIONS}


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, AllocationToken]:
    """Of the numbers those of tokens; they exist for those who see everything."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    if not situation.scope.everything or not numbers:
        return {}
    found = await situation.registry.store.reading(lambda db: tokens.by_numbers(db, numbers))
    return {str(each.id): each for each in found}


def _currencies(about: About) -> Mapping[str, str]:
    policies = about.situation.registry.book.current(about.situation.now)
    paid_in = {policy.rules.prices.currency for policy in policies}
    return {each: each for each in sorted(paid_in | {rate.currency for each in policies for rate in each.rules.rates})}


def _begins(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def _ends(day: date | None) -> datetime | None:
    """The day is the last one."""
    instant = _begins(day)
    return instant + timedelta(days=1) if instant else None


def _bare(text: str | None) -> str | None:
    return text.strip(".").lower() if text else None


async def _issue(cx: Context, nothing: None, values: Values) -> str:
    price = values["price"]
    discount = Discount((price.currency, price.amount) if price else None, values["percent"] or 0, values["years"])
    wish = TokenIssue(
        _bare(values["tld"]),
        values["label"],
        values["registrar"],
        values["uses"],
        values["frees_reserved"],
        discount if price or discount.percent else None,
        _since(cx, values),
        _ends(values["valid_to"]),
        values["operations"],
    )
    issued = await token_issue(cx, wish, values["count"])
    return Once.of(f"{len(issued)} issued." if len(issued) > 1 else "It is issued.", *issued)


def _since(cx: Context, values: Values) -> datetime | None:
    """From today on is from now on."""
    begins = _begins(values["valid_from"])
    return None if begins is None or begins <= cx.now else begins


def _sale(cx: Context, values: Values) -> PackageSell:
    return PackageSell(
        values["registrar"],
        values["names"],
        values["price"],
        _bare(values["tld"]),
        _since(cx, values),
        _ends(values["valid_to"]),
    )


async def _sell(cx: Context, nothing: None, values: Values) -> str:
    sold = await package_sell(cx, _sale(cx, values))
    left = amount(sold.balance.amount, sold.balance.currency)
    return Once.of(f"Token {sold.number} is {values['registrar']}'s; {left} are left on its account.", sold.token)


async def _sold(cx: Context, nothing: None, values: Values) -> Foreseen:
    sale = _sale(cx, values)
    accounts = await cx.registry.store.reading(lambda db: ledger.accounts(db, registrar=sale.registrar))
    account = next((each for each in accounts if each.currency == sale.price.currency), None)
    if account is None:
        raise ObjectMissing(f"There is no account in {sale.price.currency}.", "registrar", sale.registrar)
    left = account.balance - sale.price.amount
    return Foreseen(
        (
            ("Charged at once", amount(sale.price.amount, sale.price.currency)),
            ("That is, a name", amount(sale.price.amount // sale.names, sale.price.currency)),
            ("Left on the account", amount(left, sale.price.currency)),
            ("Of that credit", amount(account.credit_limit, sale.price.currency) if left < 0 else "none"),
            ("Free of charge", f"the first year of {sale.names:,} names"),
        )
    )


async def _revoke(cx: Context, known: AllocationToken, values: Values) -> str:
    credits = await token_revoke(cx, known.id)
    back = ", ".join(amount(each.amount, each.currency) for each in credits)
    return f"It is good for nothing now.{f' {back} are given back.' if back else ''}"


def _is_over(known: AllocationToken, situation: Situation) -> str | None:
    over = known.valid_to is not None and known.valid_to <= situation.now
    return "It is good for nothing already." if over else None


_TLD: Final = Combo("tld", "TLD", TLDS, "Empty: any.", required=False, longest=250)
_SINCE: Final = Day("valid_from", "Good from", "Empty: from now on. In UTC.", required=False)
_UNTIL: Final = Day("valid_to", "Last day", "Empty: for good. In UTC.", required=False)

DEEDS: Final[Deeds[AllocationToken]] = Deeds(
    list=TOKENS,
    object="token",
    noun="token",
    nouns="tokens",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("tokens.show", number=key),
    deeds=(
        Deed(
            "revoke",
            "Revoke",
            "ban",
            "token.issue",
            _revoke,
            (Reason(),),
            _is_over,
            lead="Names that it was used for stay. What was paid for a package that nobody used is given back.",
            danger=True,
        ),
    ),
    opening=(
        Opening(
            "issue",
            "Issue tokens",
            "key",
            "token.issue",
            _issue,
            (
                Number("count", "How many", 1, MOST, present=lambda nothing: 1),
                _TLD,
                Text("label", "Label", "Empty: any.", required=False, longest=63),
                Combo("registrar", "Registrar", REGISTRARS, "Empty: whoever shows it.", required=False),
                Number("uses", "For so many names each", 1, MOST_USES, "Empty: any number.", required=False),
                Several("operations", "Shown with", _OPERATIONS, present=lambda nothing: ("create",)),
                Flag("frees_reserved", "It opens reserved names"),
                Amount("price", "A year costs with it", _currencies, "Empty: what it costs without.", required=False),
                Number("percent", "Per cent off", 0, 100, required=False),
                Number("years", "Cheaper are so many years of each", 1, 99, "Empty: all.", required=False),
                _SINCE,
                _UNTIL,
                Reason(),
            ),
            called=lambda values: str(values["label"] or values["tld"] or values["registrar"] or "any name"),
        ),
        Opening(
            "sell",
            "Sell a package",
            "coin",
            "token.sell",
            _sell,
            (
                Combo("registrar", "Registrar", REGISTRARS),
                Number("names", "Names", 1, MOST_USES),
                Amount("price", "Price, in all", _currencies, least=1),
                _TLD,
                _SINCE,
                _UNTIL,
                Reason(),
            ),
            lead="The first year of so many names costs nothing; the price is charged at once.",
            called=lambda values: str(values["registrar"]),
            foresee=_sold,
        ),
    ),
)
