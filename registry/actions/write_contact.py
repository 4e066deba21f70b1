"""Writing a changed contact: the record and the memory of it, together."""

from dataclasses import replace

from registry.actions.remember import remember_contact
from registry.context import Context
from registry.model.contact import Contact
from registry.store import contacts
from registry.store.sql import Connection


async def write_contact(
    cx: Context, db: Connection, event: str, before: Contact, after: Contact, *, code: int = 1000
) -> None:
    """Store `after` as the next version. `code` is the command's answer."""
    after = replace(after, version=before.version + 1)
    await contacts.save(db, before, after)
    await remember_contact(cx, db, event, after, code=code)
