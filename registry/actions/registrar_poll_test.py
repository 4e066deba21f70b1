"""A message that says nothing, so that a registrar can try whether its software reads and acknowledges."""

from registry.actions.registrar_change import demand_registry_or_itself, registrar_held
from registry.actions.transaction import transacted
from registry.context import Context
from registry.model.poll import TestNotice
from registry.store import polls
from registry.store.sql import Connection


@transacted
async def registrar_poll_test(cx: Context, db: Connection, handle: str) -> None:
    """It waits behind the others from now on; asked for again, there is another. Raises NotAuthorized, and ObjectMissing."""
    demand_registry_or_itself(cx, handle)
    await registrar_held(db, handle)
    await polls.add(db, handle, cx.now, f"Test message for {handle}.", TestNotice(handle))
