"""domain:delete, the end of a name, at once or after its redemption (RFC 5731, section 3.2.2)."""

from epp.codec.markup import Element, Markup, node
from epp.codec.parts import read_name, write_names
from epp.codec.results import COMPLETED, PENDING
from epp.command import Command, Payload
from registry.actions.domain_delete import domain_delete
from registry.requests.domain import DomainDelete, DomainDeleted


def read(body: Element) -> DomainDelete:
    return DomainDelete(read_name(body[0]))


def write(wish: DomainDelete, answer: DomainDeleted) -> Payload:
    return Payload(COMPLETED if answer.purged else PENDING)


def ask(wish: DomainDelete) -> Markup:
    return node("delete", write_names("domain", "delete", (wish.name,)))


COMMAND = Command(read=read, run=domain_delete, write=write, ask=ask, transforms=True)
