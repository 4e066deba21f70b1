"""Looking at a host (RFC 5732, section 3.1.2): any registrar may."""

from registry.actions.hold_host import look_at_host
from registry.actions.transaction import reading
from registry.context import Context
from registry.model import host_status
from registry.requests.host import HostInfo, HostView
from registry.store.sql import Connection


@reading
async def host_info(cx: Context, db: Connection, wish: HostInfo) -> HostView:
    """The host as it is now; while its superordinate domain is being transferred, so is the host."""
    host, above = await look_at_host(cx, db, wish.name)
    return HostView(host, host_status.statuses(host, above))
