"""Taking hold of an application: in turn with all others for its name, and whole."""

from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.application import Application
from registry.store import applications
from registry.store.sql import Connection


async def hold_application(cx: Context, db: Connection, identifier: str) -> Application:
    """The application, when it is its name's turn; raises ObjectMissing."""
    seen = await look_at_application(cx, db, identifier)
    await applications.take_turn(db, name=seen.name)
    return await look_at_application(cx, db, identifier)


async def look_at_application(cx: Context, db: Connection, identifier: str) -> Application:
    found = await applications.by_roid(db, identifier)
    if found is None:
        raise ObjectMissing("There is no such application.", "launch:applicationID", identifier)
    return found
