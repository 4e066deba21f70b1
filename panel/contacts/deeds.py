"""What may be done to contacts: made, changed, guarded by statuses, opened to another registrar, deleted where none has them."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.blacklist.gate import Value, by_viewer, demand_welcome
from panel.contacts.lists import CONTACTS
from panel.contacts.saying import FIELDS, SECTIONS, disclose_of, phone_of, postals_of, update_of
from panel.kit.asking import ask
from panel.kit.deeds import Declined, Deed, Deeds, Made, Once, Opening, Values
from panel.kit.fields import Reason, Text
from panel.kit.secret_field import Secret
from panel.kit.situation import Situation
from panel.kit.status_deeds import OF_CLIENTS, Statuses
from registry.actions.contact_create import contact_create
from registry.actions.contact_delete import contact_delete
from registry.actions.contact_update import contact_update
from registry.actions.hold_contact import look_at_contact
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.authinfo import LIFE, drawn
from registry.model.contact import Contact
from registry.model.status import CONTACT_CLIENT, servers_own
from registry.requests.contact import ContactCreate, ContactDelete, ContactUpdate
from registry.store.sql import Connection


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Contact]:
    """Of the handles those of contacts that the viewer's scope has, as they are now."""
    cx = situation.registry.context("panel")

    async def read(db: Connection) -> dict[str, Contact]:
        found = {}
        for key in keys:
            try:
                contact = await look_at_contact(cx, db, key.replace("\0", ""))
            except ObjectMissing:
                continue
            if situation.scope.admits(contact.registrar):
                found[key] = contact
        return found

    return await situation.registry.store.reading(read)


async def _demand_taken(cx: Context, values: Values) -> None:
    """That no list refuses how it is reached: telephones have a dot after the country here, and none on lists. Raises Barred."""
    phones: list[Value] = [("phone", (values[each] or "").replace(".", "")) for each in ("voice", "fax")]
    await demand_welcome(cx.registry, [("email", values["email"] or ""), *phones], by_viewer(cx))


async def _create(cx: Context, nothing: None, values: Values) -> str:
    await _demand_taken(cx, values)
    wish = ContactCreate(
        values["handle"],
        postals_of(values),
        values["email"],
        phone_of(values, "voice"),
        phone_of(values, "fax"),
        values["authinfo"],
        disclose_of(values),
    )
    made = await ask(cx, contact_create, wish)
    return Made.of("Names can be held by it.", made.handle)


async def _update(cx: Context, contact: Contact, values: Values) -> str:
    wish = update_of(contact, values)
    if wish is None:
        raise Declined("Everything is as it is already.")
    await _demand_taken(cx, values)
    await ask(cx, contact_update, wish)
    return "It is changed."


async def _change(cx: Context, contact: Contact, add: tuple[str, ...], remove: tuple[str, ...]) -> object:
    await ask(cx, contact_update, ContactUpdate(contact.handle, add, remove))
    return None


async def _draw(cx: Context, contact: Contact, values: Values) -> str:
    secret = drawn()
    await ask(cx, contact_update, ContactUpdate(contact.handle, authinfo=secret))
    return Once.of(f"It opens {contact.handle} for {LIFE.days} days.", secret)


async def _set_secret(cx: Context, contact: Contact, values: Values) -> str:
    await ask(cx, contact_update, ContactUpdate(contact.handle, authinfo=values["authinfo"]))
    if values["authinfo"] is None:
        return "It has no secret any more: nobody can ask for it."
    return f"What you said opens {contact.handle} for {LIFE.days} days."


async def _delete(cx: Context, contact: Contact, values: Values) -> str:
    await ask(cx, contact_delete, ContactDelete(contact.handle))
    return "It is gone."


def _is_linked(contact: Contact, situation: Situation) -> str | None:
    return "Names have it." if contact.linked else None


_SECRET: Final = Secret("authinfo", "Transfer secret", "Empty: it has none, and nobody can ask for it.", required=False)

DEEDS: Final[Deeds[Contact]] = Deeds(
    list=CONTACTS,
    object="contact",
    noun="contact",
    nouns="contacts",
    key=lambda row: str(row["handle"]),
    find=find,
    show=lambda key: url_for("contacts.show", handle=key),
    deeds=(
        Deed(
            "update",
            "Change it",
            "pencil",
            "contact.update",
            _update,
            (*FIELDS, Reason(required=False)),
            lead="All names that have it have it as it is then.",
            batch=None,
            sections={**SECTIONS, "reason": "Why it is changed"},
        ),
        *Statuses("server", servers_own(CONTACT_CLIENT), "contact.set-server-status", _change, Reason()).deeds(
            "Set statuses", "Take statuses away"
        ),
        *Statuses("client", CONTACT_CLIENT, "contact.update", _change, OF_CLIENTS).deeds("Lock", "Unlock"),
        Deed(
            "draw-authinfo",
            "Draw a transfer secret",
            "key",
            "contact.set-authinfo",
            _draw,
            lead="It is shown to you once. Whoever has it can have the contact transferred; the one of before opens nothing.",
            batch=None,
            pinned=True,
        ),
        Deed(
            "set-authinfo",
            "Set a transfer secret of your own",
            "key",
            "contact.set-authinfo",
            _set_secret,
            (_SECRET,),
            lead="Whoever has it can have the contact transferred; the one of before opens nothing.",
            batch=None,
            pinned=True,
        ),
        Deed(
            "delete",
            "Delete",
            "trash",
            "contact.delete",
            _delete,
            (Reason(required=False),),
            _is_linked,
            danger=True,
            leaves=True,
        ),
    ),
    opening=(
        Opening(
            "create",
            "Create a contact",
            "plus",
            "contact.create",
            _create,
            (
                Text("handle", "Handle", "3 to 16 letters, digits and signs without blanks.", longest=16),
                *FIELDS,
                _SECRET,
            ),
            sections={**SECTIONS, "authinfo": "For its transfer"},
            called=lambda values: str(values["handle"]),
        ),
    ),
)
