"""What a registrar is here: an applicant, in OT&E, active, suspended or terminated (registry/model/registrar.py)."""

from registry.actions.registrar_change import demand_registry, registrar_changed, registrar_held, registrar_record
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import CommandUse
from registry.model.registrar import TRANSITIONS
from registry.requests.registrar import RegistrarStateChange
from registry.store import registrars
from registry.store.sql import Connection


@transacted
async def registrar_state(cx: Context, db: Connection, wish: RegistrarStateChange) -> None:
    """From now on the registrar is in this state; its sessions hear of it with their next command (registry/actions/standing.py).

    Raises ObjectMissing, and CommandUse where it is in that state already or cannot come to it from where it is.
    """
    demand_registry(cx)
    registrar_id = await registrar_held(db, wish.handle)
    record = await registrar_record(db, wish.handle)
    if record.registrar.state == wish.state:
        raise CommandUse(f"The registrar is {wish.state} already.", "state", wish.state)
    if wish.state not in TRANSITIONS[record.registrar.state]:
        raise CommandUse(
            f"A registrar that is {record.registrar.state} does not become {wish.state}.", "state", wish.state
        )
    await registrars.set_state(db, registrar_id=registrar_id, state=wish.state, now=cx.now)
    await registrar_changed(cx, db, wish.state, registrar_id, wish.handle)
