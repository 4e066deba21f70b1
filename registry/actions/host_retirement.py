"""What becomes of hosts whose domain ends while other domains delegate to them (RFC 9874).

While the domain can be restored, its hosts and all that delegates to them stay as they are. When it is purged, hosts that
somebody still needs are renamed below sacrificial.invalid, where nobody can take them over; the others go with it. No
delegation is ever taken from a domain, and its sponsor hears of each step
(docs/decisions/0029-hosts-in-use-outlive-their-domain.md).
"""

from dataclasses import replace

from registry.actions.overdue import Overdue
from registry.actions.remember import remember_ended_host, remember_moved_host
from registry.actions.tell_change import tell_sponsor
from registry.context import Context
from registry.model.domain import Domain
from registry.model.host import Host, HostUse
from registry.model.names import SACRIFICIAL
from registry.store import domains, hosts
from registry.store.sql import Connection


async def uses_of(cx: Context, db: Connection, domain: Domain) -> tuple[HostUse, ...]:
    """Every other domain that delegates to a host below this one, or would if it were allocated.

    Raises Overdue when time has changed some of them.
    """
    if not domain.subordinates:
        return ()
    uses = await hosts.uses_below(db, domain_id=domain.id, now=cx.now)
    if overdue := sorted({use.domain for use in uses if use.overdue}):
        raise Overdue(overdue)
    return tuple(uses)


async def warn_of_end(cx: Context, db: Connection, domain: Domain) -> None:
    """The domain is on its way out: who delegates to hosts below it is told until when, and its sponsor whom that concerns."""
    if not domain.subordinates:
        return
    assert domain.deletion
    until = domain.deletion.purge_at.date().isoformat()
    uses = await hosts.uses_below(db, domain_id=domain.id, now=cx.now)
    await _tell_users(cx, db, uses, f"A name server of the domain ends on {until}", "hostPendingDelete")
    if others := sorted({use.domain for use in uses}):
        names = ", ".join(others[:5]) + (", \u2026" if len(others) > 5 else "")
        text = f"Hosts of the domain end with it on {until}; in use by {len(others)}: {names}"
        await tell_sponsor(cx, db, domain, text, "custom", "hostsInUse")


async def tell_they_stay(cx: Context, db: Connection, domain: Domain) -> None:
    """The domain was restored, and with it all that delegates to hosts below it."""
    if domain.subordinates:
        uses = await hosts.uses_below(db, domain_id=domain.id, now=cx.now)
        await _tell_users(cx, db, uses, "A name server of the domain stays", "hostRestored")


async def _tell_users(cx: Context, db: Connection, uses: list[HostUse], text: str, what: str) -> None:
    for name in sorted({use.domain for use in uses}):
        concerned = ", ".join(use.host for use in uses if use.domain == name)
        used = await domains.by_name(db, name)
        if used is None:  # only applied for
            continue
        await tell_sponsor(cx, db, used, f"{text}: {concerned}", "custom", what)


async def retire_hosts(cx: Context, db: Connection, domain: Domain) -> None:
    """The domain is being purged: none of its hosts lies below it any more."""
    await hosts.unlink_all(db, domain_id=domain.id)
    below = await hosts.lock_below(db, domain.id, cx.now)
    uses = await hosts.uses_below(db, domain_id=domain.id, now=cx.now)
    renamed: dict[str, str] = {}
    for host in below:
        if any(use.host == host.name for use in uses):
            renamed[host.name] = await _sacrifice(cx, db, host)
        else:
            await hosts.remove(db, host_id=host.id)
            await remember_ended_host(cx, db, host)
    for name in sorted({use.domain for use in uses}):
        moves = ", ".join(f"{use.host} is now {renamed[use.host]}" for use in uses if use.domain == name)
        used = await domains.by_name(db, name)
        if used is None:
            continue
        await tell_sponsor(cx, db, used, f"A name server's domain has ended: {moves}", "update", "hostRenamed")


async def _sacrifice(cx: Context, db: Connection, host: Host) -> str:
    """The host keeps everything but its place and its addresses; the name it gets."""
    name, number = f"{host.roid.lower()}.{SACRIFICIAL}", 1
    while await hosts.taken(db, names=[name]):
        name, number = f"{host.roid.lower()}-{number}.{SACRIFICIAL}", number + 1
    after = replace(host, name=name, superordinate=None, addresses=(), version=host.version + 1)
    await hosts.save(db, after)
    await remember_moved_host(cx, db, after, "sacrifice")
    return name
