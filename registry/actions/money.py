"""Charging and giving back, inside the transaction of what is paid for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from registry.actions.overdue import demand_known_balance
from registry.context import Context
from registry.model.domain import Domain, Grace
from registry.model.money import Money
from registry.model.policy import Policy
from registry.model.poll import BalanceNotice
from registry.model.pricing import Line
from registry.policy.funds_suffice import short_of
from registry.store import ledger, polls
from registry.store.ledger import Entry, Posted
from registry.store.sql import Connection


async def charge(
    cx: Context,
    db: Connection,
    domain: Domain,
    registrar: str,
    line: Line,
    policy: Policy,
    *,
    must_cover: bool = True,
    grace_from: datetime | None = None,
) -> int:
    """Book one item of a quote on the registrar's account; the ledger row's id. Raises FundsShort, and then nothing is written.

    A command is held against what the account holds after all that time has charged it: raises Overdue until that is
    written. Time charges even an empty account (`must_cover` false): a name that lives on is owed for. The grace period of the
    item, by the policy that priced it, begins now unless `grace_from` says when.
    """
    if must_cover:
        await demand_known_balance(db, registrar, cx.now)
    for_good = None if line.grace is None else (grace_from or cx.now) + line.grace
    item = _Item(line.kind, line.price, domain.roid, domain.name, line.years, policy.id, for_good)
    return await _post(cx, db, registrar, item, must_cover=must_cover)


async def charge_package(cx: Context, db: Connection, registrar: str, price: Money, roid: str, names: str) -> int:
    """Book what a package of `names` costs on the registrar's account; the ledger row's id. Raises FundsShort, and Overdue."""
    await demand_known_balance(db, registrar, cx.now)
    return await _post(cx, db, registrar, _Item("package", price, roid, names, None, None, None), must_cover=True)


@dataclass(frozen=True, slots=True)
class _Item:
    """What a charge is for."""

    kind: str
    price: Money
    roid: str
    name: str
    years: int | None
    policy_id: int | None
    billable_at: datetime | None


async def _post(cx: Context, db: Connection, registrar: str, item: _Item, *, must_cover: bool) -> int:
    price = item.price
    posted = await ledger.post(
        db,
        registrar=registrar,
        currency=price.currency,
        amount=-price.amount,
        must_cover=must_cover,
        at=cx.now,
        kind=item.kind,
        roid=item.roid,
        name=item.name,
        years=item.years,
        policy_id=item.policy_id,
        reverses_id=None,
        svtrid=cx.svtrid,
        billable_at=item.billable_at,
    )
    if posted is None:
        raise short_of(price)
    if posted.crossed:
        await _warn_of_low_balance(cx, db, registrar, price.currency, posted)
    return posted.ledger_id


async def give_back(cx: Context, db: Connection, graces: Iterable[Grace]) -> tuple[Money, ...]:
    """Reverse the charges that grace periods stand for: what was paid, not what the price is today. The sums given back."""
    return await reverse(cx, db, [grace.ledger_id for grace in graces])


async def credits_of(db: Connection, ledger_ids: Iterable[int | None]) -> tuple[Money, ...]:
    """The sums that reversing ledger rows would give back, as far as nothing has reversed them yet."""
    entries = await ledger.standing(db, ids=[each for each in ledger_ids if each is not None])
    return _sums(entries)


async def reverse(cx: Context, db: Connection, ledger_ids: list[int]) -> tuple[Money, ...]:
    """Reverse ledger rows, and tell the sums; one that is reversed already stays so."""
    if not ledger_ids:
        return ()
    entries = await ledger.standing(db, ids=ledger_ids)
    for entry in entries:
        await ledger.post(
            db,
            registrar=entry.registrar,
            currency=entry.currency,
            amount=-entry.amount,
            must_cover=False,
            at=cx.now,
            kind=entry.kind,
            roid=entry.roid,
            name=entry.name,
            years=entry.years,
            policy_id=entry.policy_id,
            reverses_id=entry.id,
            svtrid=cx.svtrid,
            billable_at=None,
        )
    return _sums(entries)


def _sums(entries: Iterable[Entry]) -> tuple[Money, ...]:
    """What reversing the rows gives back; of one that cost nothing, nothing."""
    return tuple(Money(-entry.amount, entry.currency) for entry in entries if entry.amount)


async def _warn_of_low_balance(cx: Context, db: Connection, registrar: str, currency: str, posted: Posted) -> None:
    """One message for each time that a charge takes the balance below the account's threshold."""
    notice = BalanceNotice(currency, posted.balance, posted.credit_limit, posted.low_balance)
    await polls.add(db, registrar, cx.now, "Credit balance low.", notice)
