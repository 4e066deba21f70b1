"""Checking contact identifiers: whether each is free (RFC 5733, section 3.1.1)."""

from registry.actions.check_size import demand_checkable
from registry.actions.transaction import reading
from registry.context import Context
from registry.model.change import Availability
from registry.model.contact import is_handle
from registry.requests.contact import ContactCheck
from registry.store import contacts
from registry.store.sql import Connection


@reading
async def contact_check(cx: Context, db: Connection, wish: ContactCheck) -> tuple[Availability, ...]:
    """One line per identifier, in the order asked; one that cannot be is no error."""
    demand_checkable(wish.handles)
    reasons: dict[str, str | None] = {
        handle: None if is_handle(handle) else "Invalid identifier" for handle in wish.handles
    }
    possible = [handle for handle, reason in reasons.items() if reason is None]
    for handle in await contacts.taken(db, handles=possible) if possible else ():
        reasons[handle] = "In use"
    return tuple(Availability(handle, reasons[handle] is None, reasons[handle]) for handle in wish.handles)
