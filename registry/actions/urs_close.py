"""Closing a URS case: nothing of it is left on the name, or the name is gone."""

from registry.actions.transaction import transacted
from registry.actions.urs_case import hold_case_alone, write_case
from registry.context import Context
from registry.model.urs import UrsCase
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.urs import UrsClose
from registry.store.sql import Connection


@transacted
async def urs_close(cx: Context, db: Connection, wish: UrsClose) -> UrsCase:
    """The case, which stays to be looked up. It changes nothing of the name, so nobody is told."""
    case, domain = await hold_case_alone(cx, db, wish.name)
    tld = cx.book.tld_of(case.name)
    assert tld
    policy = cx.book.at(tld, cx.now)
    judge(Case(cx.actor, cx.now, wish, policy, domain, urs=case, urs_step="close"), RULES["urs close"])
    return await write_case(cx, db, "close", case, closed_at=cx.now, is_command=True)
