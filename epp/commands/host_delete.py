"""host:delete (RFC 5732, section 3.2.2)."""

from epp.codec.markup import Element, Markup, node
from epp.codec.parts import read_name, write_names
from epp.command import Command, nothing
from registry.actions.host_delete import host_delete
from registry.requests.host import HostDelete


def read(body: Element) -> HostDelete:
    return HostDelete(read_name(body[0]))


def ask(wish: HostDelete) -> Markup:
    return node("delete", write_names("host", "delete", (wish.name,)))


COMMAND = Command(read=read, run=host_delete, write=nothing, ask=ask, transforms=True)
