"""contact:check, whether handles are free (RFC 5733, section 3.1.1)."""

from epp.codec.markup import Element, Markup, node, token
from epp.codec.parts import write_availability, write_names
from epp.command import Command, Payload
from registry.actions.contact_check import contact_check
from registry.model.change import Availability
from registry.requests.contact import ContactCheck


def read(body: Element) -> ContactCheck:
    return ContactCheck(tuple([token(child) for child in body]))


def write(wish: ContactCheck, answer: tuple[Availability, ...]) -> Payload:
    return Payload(data=write_availability("contact", answer))


def ask(wish: ContactCheck) -> Markup:
    return node("check", write_names("contact", "check", wish.handles))


COMMAND = Command(read=read, run=contact_check, write=write, ask=ask, transforms=False)
