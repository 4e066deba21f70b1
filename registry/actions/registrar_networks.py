"""From where a registrar may come."""

from registry.actions.registrar_change import demand_registry_or_itself, registrar_changed, registrar_held
from registry.actions.transaction import transacted
from registry.context import Context
from registry.model.registrar_facts import networks_of
from registry.store import ways_in
from registry.store.sql import Connection


@transacted
async def registrar_networks(cx: Context, db: Connection, handle: str, networks: tuple[str, ...]) -> tuple[str, ...]:
    """From now on logins come from these networks (none: from anywhere); their canonical forms. Open sessions stay open."""
    demand_registry_or_itself(cx, handle)
    wanted = networks_of(networks)
    registrar_id = await registrar_held(db, handle)
    await ways_in.set_networks(db, registrar_id=registrar_id, networks=list(wanted))
    await registrar_changed(cx, db, "networks", registrar_id, handle)
    return wanted
