"""A registrar leaves, by command or because its connection is gone."""

from registry.actions.transaction import transacted
from registry.context import Context
from registry.model.session import Ending
from registry.store import workers
from registry.store.sql import Connection


@transacted
async def registrar_logout(cx: Context, db: Connection, session_id: int, ending: Ending = "logout") -> None:
    """The session's place is free, and it is one of the past; a session that is over already stays so."""
    await workers.close_session(db, session_id=session_id, ending=ending, now=cx.now)
