"""contact:info, all that its sponsor may see of a contact (RFC 5733, section 3.1.2)."""

from epp.codec.contact import write_disclose, write_phone, write_postal
from epp.codec.markup import NOTHING, Element, Markup, instant, joined, leaf, leaf_if, node, rooted, token
from epp.codec.namespaces import CONTACT
from epp.codec.parts import fragment, read_secret, write_secret, write_statuses
from epp.command import Command, Payload
from registry.actions.contact_info import contact_info
from registry.requests.contact import ContactInfo, ContactView


def read(body: Element) -> ContactInfo:
    secret, roid = read_secret(body[1]) if len(body) > 1 else (None, None)
    return ContactInfo(token(body[0]), secret, roid)


def write(wish: ContactInfo, view: ContactView) -> Payload:
    contact = view.contact
    return Payload(
        data=fragment(
            "contact",
            "infData",
            leaf("contact:id", contact.handle),
            leaf("contact:roid", contact.roid),
            write_statuses("contact", view.statuses),
            joined(*map(write_postal, contact.postals)),
            write_phone("contact:voice", contact.voice),
            write_phone("contact:fax", contact.fax),
            leaf("contact:email", contact.email),
            leaf("contact:clID", contact.registrar),
            leaf("contact:crID", contact.created_by),
            leaf("contact:crDate", instant(contact.created_at)),
            leaf_if("contact:upID", contact.updated_by),
            leaf("contact:upDate", instant(contact.updated_at)) if contact.updated_at else NOTHING,
            leaf("contact:trDate", instant(contact.transferred_at)) if contact.transferred_at else NOTHING,
            # never the secret itself: empty says that there is one (RFC 9154, section 4.3)
            write_secret("contact", None) if view.has_authinfo else NOTHING,
            write_disclose(contact.disclose),
        )
    )


def ask(wish: ContactInfo) -> Markup:
    secret = NOTHING if wish.authinfo is None else write_secret("contact", wish.authinfo, wish.authinfo_roid)
    return node("info", rooted("contact:info", CONTACT, leaf("contact:id", wish.handle), secret))


COMMAND = Command(read=read, run=contact_info, write=write, ask=ask, transforms=False)
