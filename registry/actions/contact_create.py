"""Creating a contact (RFC 5733, section 3.2.1)."""

from dataclasses import replace

from registry.actions.remember import remember_contact
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import NotAuthorized
from registry.model import authinfo
from registry.model.contact import Contact
from registry.policy.case import judge
from registry.policy.contact_case import ContactCase
from registry.policy.order import RULES
from registry.requests.contact import ContactCreate, ContactCreated
from registry.store import contacts
from registry.store.sql import Connection


@transacted
async def contact_create(cx: Context, db: Connection, wish: ContactCreate) -> ContactCreated:
    """The contact is the registrar's, under the identifier it chose."""
    if cx.actor.registrar is None or cx.actor.registrar_id is None:
        raise NotAuthorized("Contacts are created by registrars.")
    taken = bool(await contacts.taken(db, handles=[wish.handle]))
    planned = _planned(cx, wish, cx.actor.registrar)
    judge(ContactCase(cx.actor, cx.now, wish, result=planned, taken=taken), RULES["contact create"])
    made = await contacts.add(db, planned, cx.actor.registrar_id, cx.registry.repository)
    contact = replace(planned, id=made.id, roid=made.roid)
    await remember_contact(cx, db, "create", contact)
    return ContactCreated(contact.handle, contact.created_at)


def _planned(cx: Context, wish: ContactCreate, registrar: str) -> Contact:
    """The contact as it will be, but for its identity."""
    return Contact(
        id=0,
        roid="",
        handle=wish.handle,
        registrar=registrar,
        postals=wish.postals,
        voice=wish.voice,
        fax=wish.fax,
        email=wish.email,
        disclose=wish.disclose,
        authinfo=authinfo.seal(wish.authinfo, cx.now) if wish.authinfo else None,
        statuses=frozenset(),
        linked=False,
        created_at=cx.now,
        created_by=registrar,
        updated_at=None,
        updated_by=None,
        transferred_at=None,
        transfer=None,
        version=1,
    )
