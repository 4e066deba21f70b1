"""host:create (RFC 5732, section 3.2.1)."""

from epp.codec.host import read_addresses, write_claimed_addresses
from epp.codec.markup import Element, Markup, instant, leaf, node, rooted
from epp.codec.namespaces import HOST
from epp.codec.parts import fragment, read_name
from epp.command import Command, Payload
from registry.actions.host_create import host_create
from registry.requests.host import HostCreate, HostCreated


def read(body: Element) -> HostCreate:
    return HostCreate(read_name(body[0]), read_addresses(body))


def write(wish: HostCreate, made: HostCreated) -> Payload:
    name, created = leaf("host:name", made.name), leaf("host:crDate", instant(made.created_at))
    return Payload(data=fragment("host", "creData", name, created))


def ask(wish: HostCreate) -> Markup:
    addresses = write_claimed_addresses(wish.addresses)
    return node("create", rooted("host:create", HOST, leaf("host:name", wish.name), addresses))


COMMAND = Command(read=read, run=host_create, write=write, ask=ask, transforms=True)
