"""contact:create (RFC 5733, section 3.2.1)."""

from epp.codec.contact import (
    AUTH_INFO,
    DISCLOSE,
    EMAIL,
    FAX,
    ID,
    POSTAL,
    VOICE,
    read_disclose,
    read_phone,
    read_postal,
    write_disclose,
    write_phone,
    write_postal,
)
from epp.codec.markup import Element, Markup, instant, joined, leaf, node, rooted, token
from epp.codec.namespaces import CONTACT
from epp.codec.parts import fragment, read_new_secret, write_secret
from epp.command import Command, Payload
from registry.actions.contact_create import contact_create
from registry.requests.contact import ContactCreate, ContactCreated


def read(body: Element) -> ContactCreate:
    parts = {child.tag: child for child in body}
    voice, fax, disclose = parts.get(VOICE), parts.get(FAX), parts.get(DISCLOSE)
    return ContactCreate(
        handle=token(parts[ID]),
        postals=tuple([read_postal(child) for child in body if child.tag == POSTAL]),
        email=token(parts[EMAIL]),
        voice=None if voice is None else read_phone(voice),
        fax=None if fax is None else read_phone(fax),
        authinfo=read_new_secret(parts[AUTH_INFO]),
        disclose=None if disclose is None else read_disclose(disclose),
    )


def write(wish: ContactCreate, made: ContactCreated) -> Payload:
    handle, created = leaf("contact:id", made.handle), leaf("contact:crDate", instant(made.created_at))
    return Payload(data=fragment("contact", "creData", handle, created))


def ask(wish: ContactCreate) -> Markup:
    return node(
        "create",
        rooted(
            "contact:create",
            CONTACT,
            leaf("contact:id", wish.handle),
            joined(*map(write_postal, wish.postals)),
            write_phone("contact:voice", wish.voice),
            write_phone("contact:fax", wish.fax),
            leaf("contact:email", wish.email),
            write_secret("contact", wish.authinfo),
            write_disclose(wish.disclose),
        ),
    )


COMMAND = Command(read=read, run=contact_create, write=write, ask=ask, transforms=True)
