"""Looking at an application (RFC 8334, section 3.2): its registrar may, and operators."""

from registry.actions.hold_application import look_at_application
from registry.actions.transaction import reading
from registry.context import Context
from registry.model.launch import LaunchView
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainInfo, DomainView
from registry.store.sql import Connection


@reading
async def application_info(cx: Context, db: Connection, wish: DomainInfo) -> DomainView:
    """The name as it would be, and how the application stands; of one that is decided, what it was when it was decided."""
    assert wish.launch and wish.launch.application is not None
    found = await look_at_application(cx, db, wish.launch.application)
    policy = cx.book.at(found.domain.tld, cx.now)
    judge(Case(cx.actor, cx.now, wish, policy, found.domain, application=found), RULES["application info"])
    launch = LaunchView(
        found.phase,
        found.mark if wish.launch.include_mark else None,
        found.roid,
        found.status,
        found.substatus,
        found.reason,
    )
    return DomainView(found.domain, cx.now, True, found.domain.authinfo is not None, wish.hosts, launch)
