"""Giving a name back to its registrant and its registrar: the complaint has failed, or was withdrawn."""

from registry.actions.transaction import transacted
from registry.actions.urs_case import about, hold_case, write_case
from registry.actions.write import touched, write_domain
from registry.context import Context
from registry.model.urs import released, resumed
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.urs import UrsDone, UrsRollback
from registry.store import urs
from registry.store.sql import Connection


@transacted
async def urs_rollback(cx: Context, db: Connection, wish: UrsRollback) -> UrsDone:
    """What the case took comes back without being judged anew; what the name had of itself, locks included, stays."""
    case, before = await hold_case(cx, db, wish.name)
    policy = cx.book.at(before.tld, cx.now)
    judge(Case(cx.actor, cx.now, wish, policy, before, urs=case, urs_step="rollback"), RULES["urs rollback"])
    was_suspended = case.status == "suspended"
    cx = about(cx, case)
    after = touched(cx, released(resumed(before, case.kept) if was_suspended else before, case.kept))
    if wish.is_dry:
        return UrsDone(case, before, after)
    after = await write_domain(cx, db, "ursRollback", before, after)
    if was_suspended:
        await urs.let_hosts_go(db, domain_id=after.id)
    return UrsDone(await write_case(cx, db, "rollback", case, rolled_back_at=cx.now), before, after)
