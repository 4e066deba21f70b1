"""Taking hold of a contact: locked, whole, and as time has made it."""

from registry.actions.overdue import Overdue
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.contact import Contact
from registry.model.contact_lifecycle import project
from registry.store import contacts
from registry.store.sql import Connection


async def hold_contact(cx: Context, db: Connection, handle: str) -> Contact:
    """The contact under its lock; raises ObjectMissing, or Overdue when a transfer that fell due must be written first."""
    if await contacts.lock(db, handle=handle) is None:
        raise _missing(handle)
    stored = await contacts.by_handle(db, handle, cx.now)
    assert stored
    projection = project(stored, cx.now)
    if projection.is_due:
        raise Overdue((handle,), "contact")
    return projection.contact


async def look_at_contact(cx: Context, db: Connection, handle: str) -> Contact:
    """The contact as it is now, unlocked."""
    stored = await contacts.by_handle(db, handle, cx.now)
    if stored is None:
        raise _missing(handle)
    return project(stored, cx.now).contact


def _missing(handle: str) -> ObjectMissing:
    return ObjectMissing("The contact does not exist.", "contact:id", handle)
