"""A session is ended from outside: by the registry, or by the registrar whose it is."""

from registry.actions.registrar_change import demand_registry_or_itself
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing
from registry.store import workers
from registry.store.sql import Connection


@transacted
async def session_end(cx: Context, db: Connection, session_id: int) -> None:
    """Its place is free at once, and the worker that holds it closes the connection when it hears of this: commands that were
    received by then are answered still. Raises ObjectMissing where there is no such session any more."""
    handle = await workers.holder(db, session_id=session_id)
    if handle is None:
        raise ObjectMissing("There is no such session.", "session", str(session_id))
    demand_registry_or_itself(cx, handle)
    await workers.end_session(db, session_id=session_id, now=cx.now)
    await workers.announce(db)
