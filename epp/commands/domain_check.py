"""domain:check, whether names can be registered (RFC 5731, section 3.1.1)."""

from epp.codec.markup import Element, Markup, node
from epp.codec.parts import read_names, write_availability, write_names
from epp.command import Command, Payload
from registry.actions.domain_check import domain_check
from registry.model.change import Availability
from registry.requests.domain import DomainCheck


def read(body: Element) -> DomainCheck:
    return DomainCheck(read_names(body))


def write(wish: DomainCheck, answer: tuple[Availability, ...]) -> Payload:
    return Payload(data=write_availability("domain", answer))


def ask(wish: DomainCheck) -> Markup:
    return node("check", write_names("domain", "check", wish.names))


COMMAND = Command(read=read, run=domain_check, write=write, ask=ask, transforms=False)
