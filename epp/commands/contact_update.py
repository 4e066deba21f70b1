"""contact:update (RFC 5733, section 3.2.5)."""

from epp.codec.contact import (
    ADD,
    ADDRESS,
    AUTH_INFO,
    CHANGE,
    DISCLOSE,
    EMAIL,
    FAX,
    ID,
    NAME,
    ORG,
    POSTAL,
    REMOVE,
    VOICE,
    read_address,
    read_disclose,
    read_form,
    read_phone,
    write_address,
    write_disclose,
    write_phone,
)
from epp.codec.markup import NOTHING, Element, Markup, joined, leaf, line, node, rooted, token
from epp.codec.namespaces import CONTACT
from epp.codec.parts import read_new_secret, read_status, write_secret, write_statuses
from epp.command import Command, nothing
from registry.actions.contact_update import contact_update
from registry.model.change import UNCHANGED, Unchanged
from registry.model.contact import Phone
from registry.requests.contact import ContactUpdate, PostalChange


def read(body: Element) -> ContactUpdate:
    parts = {child.tag: child for child in body}
    change = parts.get(CHANGE)
    children = [] if change is None else list(change)
    changes = {child.tag: child for child in children}
    email, secret, disclose = changes.get(EMAIL), changes.get(AUTH_INFO), changes.get(DISCLOSE)
    return ContactUpdate(
        handle=token(parts[ID]),
        add=_read_statuses(parts.get(ADD)),
        remove=_read_statuses(parts.get(REMOVE)),
        postals=tuple([_read_postal(child) for child in children if child.tag == POSTAL]),
        voice=_read_phone(changes.get(VOICE)),
        fax=_read_phone(changes.get(FAX)),
        email=UNCHANGED if email is None else token(email),
        authinfo=UNCHANGED if secret is None else read_new_secret(secret),
        disclose=UNCHANGED if disclose is None else read_disclose(disclose),
    )


def _read_statuses(element: Element | None) -> tuple[str, ...]:
    return () if element is None else tuple([read_status(child) for child in element])


def _read_phone(element: Element | None) -> Phone | None | Unchanged:
    """An empty element takes the number away."""
    if element is None:
        return UNCHANGED
    phone = read_phone(element)
    return phone if phone.number or phone.extension else None


def _read_postal(element: Element) -> PostalChange:
    parts = {child.tag: child for child in element}
    name, org, address = parts.get(NAME), parts.get(ORG), parts.get(ADDRESS)
    return PostalChange(
        type=read_form(element),
        name=UNCHANGED if name is None else line(name),
        org=UNCHANGED if org is None else line(org) or None,
        address=UNCHANGED if address is None else read_address(address),
    )


def ask(wish: ContactUpdate) -> Markup:
    changes = joined(
        *map(_ask_postal, wish.postals),
        _ask_phone("contact:voice", wish.voice),
        _ask_phone("contact:fax", wish.fax),
        NOTHING if isinstance(wish.email, Unchanged) else leaf("contact:email", wish.email),
        NOTHING if isinstance(wish.authinfo, Unchanged) else write_secret("contact", wish.authinfo),
        NOTHING if isinstance(wish.disclose, Unchanged) else write_disclose(wish.disclose),
    )
    return node(
        "update",
        rooted(
            "contact:update",
            CONTACT,
            leaf("contact:id", wish.handle),
            node("contact:add", write_statuses("contact", wish.add)) if wish.add else NOTHING,
            node("contact:rem", write_statuses("contact", wish.remove)) if wish.remove else NOTHING,
            node("contact:chg", changes) if changes else NOTHING,
        ),
    )


def _ask_phone(tag: str, phone: Phone | None | Unchanged) -> Markup:
    if isinstance(phone, Unchanged):
        return NOTHING
    return node(tag) if phone is None else write_phone(tag, phone)


def _ask_postal(change: PostalChange) -> Markup:
    return node(
        "contact:postalInfo",
        NOTHING if isinstance(change.name, Unchanged) else leaf("contact:name", change.name),
        NOTHING if isinstance(change.org, Unchanged) else leaf("contact:org", change.org or ""),
        NOTHING if isinstance(change.address, Unchanged) else write_address(change.address),
        type=change.type,
    )


COMMAND = Command(read=read, run=contact_update, write=nothing, ask=ask, transforms=True)
