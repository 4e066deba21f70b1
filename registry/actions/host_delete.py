"""Deleting a host (RFC 5732, section 3.2.2): only one that nobody delegates to."""

from registry.actions.hold_host import hold_host, links_of
from registry.actions.remember import remember_host
from registry.actions.transaction import transacted
from registry.context import Context
from registry.policy.case import judge
from registry.policy.host_case import HostCase
from registry.policy.order import RULES
from registry.requests.host import HostDelete
from registry.store import hosts
from registry.store.sql import Connection


@transacted
async def host_delete(cx: Context, db: Connection, wish: HostDelete) -> None:
    """The host is gone. Raises LinkForbids, which says how many domains stand in the way."""
    host, home = await hold_host(cx, db, wish.name)
    links = await links_of(cx, db, host)
    count = await hosts.delegation_count(db, host_id=host.id) if links else 0
    case = HostCase(cx.actor, cx.now, wish, cx.book, host, home, links=links, link_count=count)
    judge(case, RULES["host delete"])
    await hosts.remove(db, host_id=host.id)
    await remember_host(cx, db, "delete", host, ended=True)
