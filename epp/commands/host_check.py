"""host:check, whether host names are free (RFC 5732, section 3.1.1)."""

from epp.codec.markup import Element, Markup, node
from epp.codec.parts import read_names, write_availability, write_names
from epp.command import Command, Payload
from registry.actions.host_check import host_check
from registry.model.change import Availability
from registry.requests.host import HostCheck


def read(body: Element) -> HostCheck:
    return HostCheck(read_names(body))


def write(wish: HostCheck, answer: tuple[Availability, ...]) -> Payload:
    return Payload(data=write_availability("host", answer))


def ask(wish: HostCheck) -> Markup:
    return node("check", write_names("host", "check", wish.names))


COMMAND = Command(read=read, run=host_check, write=write, ask=ask, transforms=False)
