"""Issuing allocation tokens, selling them as packages, and revoking them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.actions.money import charge_package, reverse
from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_token
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterRange
from registry.model import token
from registry.model.money import Money
from registry.model.names import LABEL, canonical
from registry.model.pricing import Discount
from registry.model.registrar_facts import amount_of, currency_of
from registry.model.token import TOKEN_OPERATIONS, AllocationToken, Package, TokenOperation
from registry.store import ledger, registrars, tlds, tokens
from registry.store.sql import Connection

MOST_USES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class TokenIssue:
    """What tokens are to be good for; registry/model/token.py says what the limits mean."""

    tld: str | None = None
    label: str | None = None
    registrar: str | None = None
    uses: int | None = 1
    frees_reserved: bool = False
    discount: Discount | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    operations: tuple[TokenOperation, ...] = ("create",)


@transacted
async def token_issue(cx: Context, db: Connection, wish: TokenIssue, count: int = 1) -> list[str]:
    """So many fresh tokens; this is the only time that anybody is told them. Raises a refusal for limits that fit nothing."""
    demand_operator(cx, "The registry issues tokens, and revokes them.")
    await _demand_sound(cx, db, wish)
    issued = [token.fresh() for _ in range(count)]
    for number, each in enumerate(issued):
        token_id = await _add(cx, db, wish, each)
        await _remember(cx, db, "issue", token_id, is_command=number == 0)
    return issued


@dataclass(frozen=True, slots=True)
class PackageSell:
    """A registrar buys the first years of so many names at once, of a TLD or of any, in a time or for good."""

    registrar: str
    names: int
    price: Money
    tld: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class PackageSold:
    """The token, told this once, its number, and what is left on the account."""

    token: str
    number: int
    balance: Money


@transacted
async def package_sell(cx: Context, db: Connection, wish: PackageSell) -> PackageSold:
    """The package is the registrar's, and paid for. Raises a refusal, where the account does not cover it, too."""
    demand_operator(cx, "The registry issues tokens, and revokes them.")
    amount_of(wish.price.amount, "price", least=1)
    currency_of(wish.price.currency)
    names, discount, price = wish.names, Package.DISCOUNT, wish.price
    limits = TokenIssue(wish.tld, None, wish.registrar, names, False, discount, wish.valid_from, wish.valid_to)
    await _demand_sound(cx, db, limits)
    sold = token.fresh()
    token_id = await _add(cx, db, limits, sold)
    about = f"{names} names of {wish.tld}" if wish.tld else f"{names} names"
    ledger_id = await charge_package(cx, db, wish.registrar, price, f"K{token_id}-{cx.registry.repository}", about)
    await tokens.note_payment(db, token_id=token_id, ledger_id=ledger_id)
    await _remember(cx, db, "sell", token_id)
    accounts = await ledger.accounts(db, registrar=wish.registrar)
    balance = next(each.balance for each in accounts if each.currency == price.currency)
    return PackageSold(sold, token_id, Money(balance, price.currency))


@transacted
async def token_revoke(cx: Context, db: Connection, token_id: int) -> tuple[Money, ...]:
    """From now on the token is good for nothing; names that it was used for stay. What was paid for a package that no name
    was registered with is given back."""
    demand_operator(cx, "The registry issues tokens, and revokes them.")
    if await tokens.revoke(db, token_id=token_id, now=cx.now) is None:
        raise ObjectMissing("There is no such token, or it is good for nothing already.", "token", str(token_id))
    revoked = await _remember(cx, db, "revoke", token_id)
    if revoked.package is None or revoked.used:
        return ()
    return await reverse(cx, db, [revoked.package.ledger_id])


async def _add(cx: Context, db: Connection, wish: TokenIssue, fresh: str) -> int:
    """The token's number."""
    discount = wish.discount or Discount()
    currency, amount = discount.price or (None, None)
    return await tokens.add(
        db,
        fingerprint=token.fingerprint(fresh),
        tld=wish.tld,
        label=canonical(wish.label) if wish.label else None,
        registrar=wish.registrar,
        uses=wish.uses,
        frees_reserved=wish.frees_reserved,
        currency=currency,
        amount=amount,
        percent=discount.percent,
        discount_years=discount.years,
        valid_from=wish.valid_from or cx.now,
        valid_to=wish.valid_to,
        issued_by=cx.actor.operator,
        operations=list(wish.operations),
    )


async def _remember(
    cx: Context, db: Connection, event: str, token_id: int, *, is_command: bool = True
) -> AllocationToken:
    """A token has two versions: what it was issued or sold as, and what it was revoked to. The newest of them."""
    issued = await tokens.by_number(db, token_id)
    assert issued
    await remember_token(cx, db, event, 2 if event == "revoke" else 1, issued, is_command=is_command)
    return issued


async def _demand_sound(cx: Context, db: Connection, wish: TokenIssue) -> None:
    if wish.tld is not None and await tlds.id_of(db, name=wish.tld) is None:
        raise ObjectMissing("There is no such TLD.", "tld", wish.tld)
    if wish.registrar is not None and await registrars.by_handle(db, handle=wish.registrar) is None:
        raise ObjectMissing("There is no such registrar.", "registrar", wish.registrar)
    if wish.label is not None and not LABEL.fullmatch(canonical(wish.label)):
        raise ParameterRange("This is no label.", "label", wish.label)
    if wish.valid_to is not None and wish.valid_to <= (wish.valid_from or cx.now):
        raise ParameterRange("A token that ends before it begins is good for nothing.", "valid to", str(wish.valid_to))
    if not wish.operations or set(wish.operations) - set(TOKEN_OPERATIONS):
        raise ParameterRange(
            f"Tokens are for {' and '.join(TOKEN_OPERATIONS)}.", "operations", " ".join(wish.operations)
        )
    if wish.frees_reserved and "create" not in wish.operations:
        raise ParameterRange("Reserved names are opened by a create.", "operations", " ".join(wish.operations))
    if wish.uses is not None and not 0 < wish.uses <= MOST_USES:
        raise ParameterRange(f"Tokens are for 1 to {MOST_USES} names, or for any number.", "uses", str(wish.uses))
    if wish.discount is not None and not 1 <= (wish.discount.years or 1) <= 99:
        raise ParameterRange("1 to 99 years are made cheaper, or all.", "years", str(wish.discount.years))
    if wish.discount is not None and not 0 <= wish.discount.percent <= 100:
        raise ParameterRange("At most all of the price is taken off.", "percent", str(wish.discount.percent))
    if wish.discount is not None and wish.discount.price is not None and wish.discount.price[1] < 0:
        raise ParameterRange("Nobody is paid for a name.", "price", str(wish.discount.price[1]))
