"""contact:delete (RFC 5733, section 3.2.2)."""

from epp.codec.markup import Element, Markup, node, token
from epp.codec.parts import write_names
from epp.command import Command, nothing
from registry.actions.contact_delete import contact_delete
from registry.requests.contact import ContactDelete


def read(body: Element) -> ContactDelete:
    return ContactDelete(token(body[0]))


def ask(wish: ContactDelete) -> Markup:
    return node("delete", write_names("contact", "delete", (wish.handle,)))


COMMAND = Command(read=read, run=contact_delete, write=nothing, ask=ask, transforms=True)
