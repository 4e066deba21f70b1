"""Taking hold of a host: its superordinate domain first, then the host, as the order of locks demands."""

from dataclasses import replace

from registry.actions.hold import hold_domain
from registry.actions.overdue import Overdue
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.domain import Domain
from registry.model.host import Host
from registry.model.lifecycle import TransferApproved, project
from registry.policy.host_case import HostLink, superordinate_name
from registry.store import domains, hosts
from registry.store.pool import Stale
from registry.store.sql import Connection

# The most delegations that a command looks at; a reason names only the first few anyway.
_MOST = 100


async def hold_host(cx: Context, db: Connection, name: str, new_name: str | None = None) -> tuple[Host, Domain | None]:
    """The host under its lock, with the domain it lies below, which is held too, as is the one above its new name.

    Nothing is due for any of them. An external host lies below none.
    """
    seen = await hosts.by_name(db, name, cx.now)
    if seen is None:
        raise missing_host(name)
    above = superordinate_name(new_name, cx.book) if new_name else None
    held: dict[str, Domain] = {}
    for domain in sorted(filter(None, {seen.superordinate, above})):
        if domain == seen.superordinate or await domains.lock(db, name=domain) is not None:
            held[domain] = await hold_domain(cx, db, domain)
    if await hosts.lock(db, name=name) is None:
        raise missing_host(name)
    host = await hosts.by_name(db, name, cx.now)
    assert host
    if host.superordinate != seen.superordinate:
        raise Stale(name)
    return host, held[host.superordinate] if host.superordinate else None


async def look_at_superordinate(cx: Context, db: Connection, name: str) -> Domain | None:
    """The domain above a host name as it is now; None for external names, and where it is not registered."""
    above = superordinate_name(name, cx.book)
    stored = await domains.by_name(db, above) if above and above != name else None
    return project(stored, cx.book, cx.now).domain if stored else None


async def look_at_host(cx: Context, db: Connection, name: str) -> tuple[Host, Domain | None]:
    """The host as it is now, and its superordinate domain: its sponsor is the domain's, whether or not that is written."""
    host = await hosts.by_name(db, name, cx.now)
    if host is None:
        raise missing_host(name)
    if host.superordinate is None:
        return host, None
    stored = await domains.by_name(db, host.superordinate)
    assert stored
    projection = project(stored, cx.book, cx.now)
    domain = projection.domain
    if domain is None:  # purged by time: the host went with it, or goes by another name
        raise missing_host(name)
    moved = [event for event in projection.events if isinstance(event, TransferApproved)]
    transferred_at = moved[-1].at if moved else host.transferred_at
    return replace(host, registrar=domain.registrar, transferred_at=transferred_at), domain


async def links_of(cx: Context, db: Connection, host: Host) -> tuple[HostLink, ...]:
    """Domains that delegate to the host, those of others first. Raises Overdue when time has changed some of them."""
    found = await hosts.delegations(db, host_id=host.id, now=cx.now, own=host.registrar, most=_MOST)
    if overdue := [each.domain for each in found if each.overdue]:
        raise Overdue(overdue)
    return tuple(HostLink(each.domain, each.registrar) for each in found)


def missing_host(name: str) -> ObjectMissing:
    return ObjectMissing("The host does not exist.", "host:name", name)
