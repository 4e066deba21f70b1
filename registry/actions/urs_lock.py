"""Locking a name on a complaint (URS Procedure, section 4.1), or again after its suspension (sections 6.4 and 6.5)."""

from registry.actions.transaction import transacted
from registry.actions.urs_case import about, hold_case, without_transfer, write_case
from registry.actions.write import touched, write_domain
from registry.context import Context
from registry.model.urs import kept_of, locked, resumed
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.urs import UrsDone, UrsLock
from registry.store import urs
from registry.store.sql import Connection


@transacted
async def urs_lock(cx: Context, db: Connection, wish: UrsLock) -> UrsDone:
    """The name goes on to resolve, and nobody but the registry changes it. What it was is kept in the case."""
    case, before = await hold_case(cx, db, wish.name)
    policy = cx.book.at(before.tld, cx.now)
    judge(Case(cx.actor, cx.now, wish, policy, before, urs=case, urs_step="lock"), RULES["urs lock"])
    was_suspended = case.status == "suspended"
    cx = about(cx, case)
    calm = await without_transfer(cx, db, before, is_dry=wish.is_dry)
    kept = case.kept if was_suspended else kept_of(calm)
    after = touched(cx, locked(resumed(calm, kept) if was_suspended else calm))
    if wish.is_dry:
        return UrsDone(case, before, after)
    after = await write_domain(cx, db, "ursLock", calm, after)
    if was_suspended:
        await urs.let_hosts_go(db, domain_id=after.id)
    return UrsDone(await write_case(cx, db, "lock", case, before=kept, locked_at=cx.now), before, after)
