"""Keeping a suspended name for one more year, at the wish of who won (URS Procedure, section 10.3)."""

from dataclasses import replace

from registry.actions.money import charge
from registry.actions.quoting import quote_for
from registry.actions.transaction import transacted
from registry.actions.urs_case import about, hold_case, write_case
from registry.actions.write import touched, write_domain
from registry.context import Context
from registry.model.lifecycle import renew
from registry.model.money import Money
from registry.model.period import Period
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainRenew
from registry.requests.urs import UrsDone, UrsExtend
from registry.store.sql import Connection


@transacted
async def urs_extend(cx: Context, db: Connection, wish: UrsExtend) -> UrsDone:
    """A renewal that its registrar pays, unless the registry collects from the complainant itself; time does none after it."""
    case, before = await hold_case(cx, db, wish.name)
    policy = cx.book.at(before.tld, cx.now)
    year = DomainRenew(before.name, before.expires_at.date(), Period(1))
    quote = await quote_for(cx, db, before, before.registrar, "renew", 1, policy)
    judge(Case(cx.actor, cx.now, year, policy, before, quote=quote, urs=case, urs_step="extend"), RULES["urs extend"])
    assert quote
    cx = about(cx, case)
    (line,) = quote.lines
    if wish.is_free:  # a row all the same: a renewal is counted by what was charged for it
        line = replace(line, price=Money(0, quote.currency))
    renewed = replace(renew(before, 1, cx.now, policy), renewal="never")
    charged = line.price if line.price.amount else None
    if wish.is_dry:
        return UrsDone(case, before, touched(cx, renewed), charged=charged)
    ledger_id = await charge(cx, db, before, before.registrar, line, policy, must_cover=not wish.is_free)
    *earlier, fresh = renewed.graces
    paid = touched(cx, replace(renewed, graces=(*earlier, replace(fresh, ledger_id=ledger_id))))
    after = await write_domain(cx, db, "ursExtend", before, paid)
    return UrsDone(await write_case(cx, db, "extend", case, extended_at=cx.now), before, after, charged=charged)
