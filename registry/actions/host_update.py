"""Updating a host, or giving it another name (RFC 5732, section 3.2.5); what delegates to it follows."""

from dataclasses import replace

from registry.actions.hold_host import hold_host, links_of, look_at_superordinate
from registry.actions.remember import remember_host
from registry.actions.transaction import transacted
from registry.context import Context
from registry.model.domain import Domain
from registry.model.host import Host, in_order, parsed
from registry.policy.case import judge
from registry.policy.host_case import HostCase
from registry.policy.order import RULES
from registry.requests.host import HostUpdate
from registry.store import hosts
from registry.store.sql import Connection


@transacted
async def host_update(cx: Context, db: Connection, wish: HostUpdate) -> None:
    """All of the wish, or nothing and the reasons."""
    host, home = await hold_host(cx, db, wish.name, wish.new_name)
    above = await look_at_superordinate(cx, db, wish.new_name) if wish.new_name else None
    judge(await _case(cx, db, wish, host, home, above), RULES["host update"])
    after = replace(
        _changed(host, wish, above), updated_at=cx.now, updated_by=cx.actor.registrar, version=host.version + 1
    )
    await hosts.save(db, after)
    await remember_host(cx, db, "update", after)


async def _case(
    cx: Context, db: Connection, wish: HostUpdate, host: Host, home: Domain | None, above: Domain | None
) -> HostCase[HostUpdate]:
    return HostCase(
        cx.actor,
        cx.now,
        wish,
        cx.book,
        host,
        home,
        above,
        taken=bool(wish.new_name and await hosts.taken(db, names=[wish.new_name])),
        links=await links_of(cx, db, host) if wish.new_name else (),
    )


def _changed(host: Host, wish: HostUpdate, above: Domain | None) -> Host:
    gone = {parsed(text) for text, _ in wish.remove.addresses}
    come = [address for text, _ in wish.add.addresses if (address := parsed(text))]
    host = replace(
        host,
        addresses=in_order([*(each for each in host.addresses if each not in gone), *come]),
        statuses=host.statuses - {*wish.remove.statuses} | {*wish.add.statuses},
    )
    if wish.new_name is None:
        return host
    if above is None:  # out of our zones, where its addresses are another's to say
        return replace(host, name=wish.new_name, superordinate=None, addresses=())
    return replace(host, name=wish.new_name, superordinate=above.name)
