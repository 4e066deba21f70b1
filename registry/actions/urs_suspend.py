"""Suspending a name whose complainant has won (URS Procedure, section 10.2): it leads to the provider to the end of its term."""

from dataclasses import replace

from registry.actions.remember import remember_moved_host
from registry.actions.tell_change import tell_sponsor
from registry.actions.transaction import transacted
from registry.actions.urs_case import about, hold_case, without_transfer, write_case
from registry.actions.write import touched, write_domain
from registry.context import Context
from registry.model.change import DomainParts, NameServers
from registry.model.dnssec import DnssecUpdate
from registry.model.domain import Domain
from registry.model.host import Host
from registry.model.policy import Policy
from registry.model.urs import kept_of, suspended
from registry.policy.case import Case, judge
from registry.policy.host_case import superordinate_name
from registry.policy.order import RULES
from registry.requests.domain import DomainUpdate
from registry.requests.urs import UrsDone, UrsSuspend
from registry.store import hosts, links, registrars, urs
from registry.store.sql import Connection

# Of a host outside our zones the only thing that counts is its name, which its sponsor could change.
_GUARD = "serverUpdateProhibited"


@transacted
async def urs_suspend(cx: Context, db: Connection, wish: UrsSuspend) -> UrsDone:
    """Time renews the name no more, and its registrar does only where the TLD's policy has it."""
    case, before = await hold_case(cx, db, wish.name)
    policy = cx.book.at(before.tld, cx.now)
    judge(Case(cx.actor, cx.now, wish, policy, before, urs=case, urs_step="suspend"), RULES["urs suspend"])
    judge(await _as_update(cx, db, wish, policy, before), RULES["urs suspend servers"])
    cx = about(cx, case)
    calm = await without_transfer(cx, db, before, is_dry=wish.is_dry)
    # Of a case that was rolled back the name has lived on by itself; of a locked one only its statuses are the case's.
    now = kept_of(calm)
    kept = now if case.status == "rolledBack" else replace(now, statuses=case.kept.statuses)
    renewable = policy.rules.suspended_renewals == "registrar"
    after = touched(cx, suspended(calm, wish.nameservers, wish.dnssec, cx.now, renewable=renewable))
    if wish.is_dry:
        return UrsDone(case, before, after)
    made = [name for name in sorted(wish.nameservers.hosts) if await _guard(cx, db, calm, name)]
    await urs.keep_hosts(db, domain_id=calm.id)
    after = await write_domain(cx, db, "ursSuspend", calm, after)
    if made:
        text = f"The registry keeps name servers of the provider as they are, in your name: {', '.join(made)}"
        await tell_sponsor(cx, db, after, text, "custom", "hostGuarded")
    case = await write_case(cx, db, "suspend", case, before=kept, locked_at=cx.now, suspended_at=cx.now)
    return UrsDone(case, before, after, tuple(made))


async def _as_update(
    cx: Context, db: Connection, wish: UrsSuspend, policy: Policy, domain: Domain
) -> Case[DomainUpdate]:
    """What the suspension brings, as rules of updates see it; hosts that it will create count as there."""
    servers = wish.nameservers
    added = NameServers(
        tuple(name for name in servers.hosts if name not in domain.hosts),
        tuple(server for server in servers.attributes if server not in domain.nameservers),
    )
    update = DomainUpdate(domain.name, add=DomainParts(added), dnssec=DnssecUpdate(add=wish.dnssec, remove_all=True))
    found = await links.find(
        db, contacts=[], hosts=list(servers.hosts), registrar=domain.registrar, tld_id=policy.tld_id, now=cx.now
    )
    known = dict(zip(found.hosts, found.host_ids, strict=True))
    known |= {name: 0 for name in servers.hosts if superordinate_name(name, cx.book) is None and name not in known}
    return Case(cx.actor, cx.now, update, policy, domain, hosts=known, without_address=frozenset(found.without_address))


async def _guard(cx: Context, db: Connection, domain: Domain, name: str) -> bool:
    """See to it that the sponsor of the name does not lead it elsewhere by giving its host another name; whether that took
    anything."""
    if superordinate_name(name, cx.book) is not None:
        return False
    await hosts.lock(db, name=name)
    host = await hosts.by_name(db, name, cx.now) or await _create(cx, db, domain, name)
    if host.registrar != domain.registrar or _GUARD in host.statuses:
        return False
    guarded = replace(host, statuses=host.statuses | {_GUARD}, version=host.version + 1)
    await hosts.save(db, guarded)
    await remember_moved_host(cx, db, guarded, "update")
    return True


async def _create(cx: Context, db: Connection, domain: Domain, name: str) -> Host:
    sponsor = await registrars.by_handle(db, handle=domain.registrar)
    assert sponsor
    await hosts.add(
        db,
        name=name,
        superordinate_id=None,
        registrar_id=sponsor.id,
        addresses=[],
        now=cx.now,
        repository=cx.registry.repository,
    )
    host = await hosts.by_name(db, name, cx.now)
    assert host
    await remember_moved_host(cx, db, host, "create")
    return host
