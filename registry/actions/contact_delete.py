"""Deleting a contact (RFC 5733, section 3.2.2): only one that no domain links."""

from registry.actions.hold_contact import hold_contact
from registry.actions.overdue import Overdue
from registry.actions.remember import remember_contact
from registry.actions.transaction import transacted
from registry.context import Context
from registry.policy.case import judge
from registry.policy.contact_case import ContactCase
from registry.policy.order import RULES
from registry.requests.contact import ContactDelete
from registry.store import contacts
from registry.store.sql import Connection

# The most domains that are looked at; a reason names only the first few.
_MOST = 100


@transacted
async def contact_delete(cx: Context, db: Connection, wish: ContactDelete) -> None:
    """The contact is gone. Raises LinkForbids, which names some of the domains that stand in the way."""
    contact = await hold_contact(cx, db, wish.handle)
    found = await contacts.linking(db, contact_id=contact.id, now=cx.now, most=_MOST)
    if overdue := [each.domain for each in found if each.overdue]:
        raise Overdue(overdue)
    linking = tuple(each.domain for each in found)
    judge(ContactCase(cx.actor, cx.now, wish, contact, linking=linking), RULES["contact delete"])
    await contacts.remove(db, contact_id=contact.id)
    await remember_contact(cx, db, "delete", contact, ended=True)
