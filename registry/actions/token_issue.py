"""Issuing allocation tokens, and revoking them."""

from dataclasses import dataclass
from datetime import datetime

from registry.actions.remember import remember_token
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterRange
from registry.model import token
from registry.model.names import LABEL, canonical
from registry.model.pricing import Discount
from registry.model.token import TOKEN_OPERATIONS, TokenOperation
from registry.store import registrars, tlds, tokens
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class TokenIssue:
    """What tokens are to be good for; registry/model/token.py says what the limits mean."""

    tld: str | None = None
    label: str | None = None
    registrar: str | None = None
    single: bool = True
    frees_reserved: bool = False
    discount: Discount | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    operations: tuple[TokenOperation, ...] = ("create",)


@transacted
async def token_issue(cx: Context, db: Connection, wish: TokenIssue, count: int = 1) -> list[str]:
    """So many fresh tokens; this is the only time that anybody is told them. Raises a refusal for limits that fit nothing."""
    await _demand_sound(cx, db, wish)
    discount = wish.discount or Discount()
    currency, amount = discount.price or (None, None)
    issued = [token.fresh() for _ in range(count)]
    for number, each in enumerate(issued):
        token_id = await tokens.add(
            db,
            fingerprint=token.fingerprint(each),
            tld=wish.tld,
            label=canonical(wish.label) if wish.label else None,
            registrar=wish.registrar,
            single=wish.single,
            frees_reserved=wish.frees_reserved,
            currency=currency,
            amount=amount,
            percent=discount.percent,
            valid_from=wish.valid_from or cx.now,
            valid_to=wish.valid_to,
            issued_by=cx.actor.operator,
            operations=list(wish.operations),
        )
        await _remember(cx, db, "issue", token_id, is_command=number == 0)
    return issued


@transacted
async def token_revoke(cx: Context, db: Connection, token_id: int) -> None:
    """From now on the token is good for nothing; names that it was used for stay."""
    if await tokens.revoke(db, token_id=token_id, now=cx.now) is None:
        raise ObjectMissing("There is no such token, or it is good for nothing already.", "token", str(token_id))
    await _remember(cx, db, "revoke", token_id)


async def _remember(cx: Context, db: Connection, event: str, token_id: int, *, is_command: bool = True) -> None:
    """A token has two versions: what it was issued as, and what it was revoked to."""
    issued = await tokens.by_number(db, token_id)
    assert issued
    await remember_token(cx, db, event, 2 if event == "revoke" else 1, issued, is_command=is_command)


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
    if wish.discount is not None and not 0 <= wish.discount.percent <= 100:
        raise ParameterRange("At most all of the price is taken off.", "percent", str(wish.discount.percent))
    if wish.discount is not None and wish.discount.price is not None and wish.discount.price[1] < 0:
        raise ParameterRange("Nobody is paid for a name.", "price", str(wish.discount.price[1]))
