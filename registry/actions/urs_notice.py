"""Taking down a provider's notice of a complaint (URS Procedure, section 4.1): from now on a lock is due."""

from registry.actions.hold import hold_domain
from registry.actions.remember import remember_urs
from registry.actions.transaction import transacted
from registry.actions.urs_case import demand_account
from registry.context import Context
from registry.model.registrar_facts import line_of
from registry.model.urs import LOCK_WITHIN, UrsCase, as_it_stands
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.urs import UrsNotice
from registry.store import urs
from registry.store.sql import Connection


@transacted
async def urs_notice(cx: Context, db: Connection, wish: UrsNotice) -> UrsCase:
    """The case that the notice opens; the name stays as it is, so nobody is told."""
    demand_account(cx)
    number, provider = (
        " ".join(line_of(*each).split()) for each in ((wish.number, "case"), (wish.provider, "provider"))
    )
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    known = await urs.hold(db, wish.name)
    known = as_it_stands(known, domain) if known else None
    judge(Case(cx.actor, cx.now, wish, policy, domain, urs=known), RULES["urs notice"])
    came = wish.received_at or cx.now
    lock_by = came + LOCK_WITHIN
    case_id = await urs.add(
        db,
        number=number,
        provider=provider,
        name=domain.name,
        roid=domain.roid,
        noticed_at=came,
        lock_by=lock_by,
    )
    case = UrsCase(case_id, number, provider, domain.name, domain.roid, "notified", came, lock_by)
    await remember_urs(cx, db, "notice", case, is_command=True)
    return case
