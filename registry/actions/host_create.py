"""Creating a host (RFC 5732, section 3.2.1)."""

from registry.actions.hold import hold_domain
from registry.actions.hold_host import look_at_superordinate
from registry.actions.remember import remember_host
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import NotAuthorized
from registry.model.domain import Domain
from registry.model.host import Host, in_order, parsed
from registry.policy.case import judge
from registry.policy.host_case import HostCase
from registry.policy.order import RULES
from registry.requests.host import HostCreate, HostCreated
from registry.store import hosts
from registry.store.sql import Connection


@transacted
async def host_create(cx: Context, db: Connection, wish: HostCreate) -> HostCreated:
    """External, or below a domain of the registrar's own, which is held meanwhile so that it stays."""
    if cx.actor.registrar is None or cx.actor.registrar_id is None:
        raise NotAuthorized("Hosts are created by registrars.")
    above = await look_at_superordinate(cx, db, wish.name)
    if above:
        above = await hold_domain(cx, db, above.name)
    taken = bool(await hosts.taken(db, names=[wish.name]))
    judge(HostCase(cx.actor, cx.now, wish, cx.book, superordinate=above, taken=taken), RULES["host create"])
    host = await _made(cx, db, wish, above, cx.actor.registrar, cx.actor.registrar_id)
    await remember_host(cx, db, "create", host)
    return HostCreated(host.name, host.created_at)


async def _made(
    cx: Context, db: Connection, wish: HostCreate, above: Domain | None, registrar: str, registrar_id: int
) -> Host:
    addresses = in_order(filter(None, (parsed(text) for text, _ in wish.addresses)))
    made = await hosts.add(
        db,
        name=wish.name,
        superordinate_id=above.id if above else None,
        registrar_id=registrar_id,
        addresses=[str(address) for address in addresses],
        now=cx.now,
        repository=cx.registry.repository,
    )
    return Host(
        id=made.id,
        roid=made.roid,
        name=wish.name,
        superordinate=above.name if above else None,
        registrar=registrar,
        addresses=addresses,
        statuses=frozenset(),
        linked=False,
        created_at=cx.now,
        created_by=registrar,
        updated_at=None,
        updated_by=None,
        transferred_at=None,
        version=1,
    )
