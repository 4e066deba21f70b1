"""Charging and giving back, inside the transaction of what is paid for."""

from collections.abc import Iterable

from registry.actions.overdue import demand_known_balance
from registry.context import Context
from registry.errors import PolicyForbids
from registry.model.domain import Domain, Grace
from registry.model.money import Money
from registry.model.policy import Policy
from registry.model.poll import BalanceNotice
from registry.model.pricing import NotSold, Operation, Quote
from registry.policy.funds_suffice import short_of
from registry.store import ledger, polls, registrars
from registry.store.ledger import Posted
from registry.store.sql import Connection


async def charge(
    cx: Context,
    db: Connection,
    domain: Domain,
    registrar: str,
    operation: Operation,
    years: int,
    policy: Policy,
    *,
    must_cover: bool = True,
) -> int:
    """Book the price on the registrar's account; the ledger row's id. Raises FundsShort, and then nothing is written.

    Whether the account covers it is the account's row to say, locked last and asked once: a rule that judged before could be
    overtaken (docs/decisions/0006-the-account-comes-last.md).

    A command is held against what the account holds after all that time has charged it: raises Overdue until that is
    written. Time charges even an empty account (`must_cover` false): a name that lives on is owed for.
    """
    if must_cover:
        await demand_known_balance(db, registrar, cx.now)
    price = (await quote_for(cx, db, domain, registrar, operation, years, policy)).total
    posted = await ledger.post(
        db,
        registrar=registrar,
        currency=price.currency,
        amount=-price.amount,
        must_cover=must_cover,
        at=cx.now,
        kind=operation,
        roid=domain.roid,
        name=domain.name,
        years=years,
        policy_id=policy.id,
        reverses_id=None,
        svtrid=cx.svtrid,
    )
    if posted is None:
        raise short_of(price)
    if posted.crossed:
        await _warn_of_low_balance(cx, db, registrar, price.currency, posted)
    return posted.ledger_id


async def quote_for(
    cx: Context, db: Connection, domain: Domain, registrar: str | None, operation: Operation, years: int, policy: Policy
) -> Quote:
    """What the operation costs a registrar for a name, by the class it was sold as and the registrar's terms.

    Raises PolicyForbids where there is no price in its currency. Time has to charge something: a renewal that has no price
    there is charged in the TLD's own currency.
    """
    terms = await registrars.terms(db, registrar=registrar or "", tld_id=policy.tld_id, now=cx.now)
    group, currency = (terms.price_group, terms.currency) if terms else (None, None)
    try:
        return policy.quote(operation, years, policy.terms(group, currency), cx.now, domain.name_class)
    except NotSold as reason:
        if operation == "autoRenew":
            return policy.quote(operation, years, policy.terms(), cx.now, domain.name_class)
        raise PolicyForbids(str(reason)) from None


async def give_back(cx: Context, db: Connection, graces: Iterable[Grace]) -> tuple[Money, ...]:
    """Reverse the charges that grace periods stand for: what was paid, not what the price is today. The sums given back."""
    return await reverse(cx, db, [grace.ledger_id for grace in graces])


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
        )
    return tuple(Money(-entry.amount, entry.currency) for entry in entries)


async def _warn_of_low_balance(cx: Context, db: Connection, registrar: str, currency: str, posted: Posted) -> None:
    """One message for each time that a charge takes the balance below the account's threshold."""
    notice = BalanceNotice(currency, posted.balance, posted.credit_limit, posted.low_balance)
    await polls.add(db, registrar, cx.now, "Credit balance low.", notice)
