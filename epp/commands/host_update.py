"""host:update, also the renaming of a host (RFC 5732, section 3.2.5)."""

from epp.codec.host import ADD, CHANGE, NAME, REMOVE, read_parts, write_parts
from epp.codec.markup import NOTHING, Element, Markup, leaf, node, rooted
from epp.codec.namespaces import HOST
from epp.codec.parts import read_name
from epp.command import Command, nothing
from registry.actions.host_update import host_update
from registry.requests.host import HostParts, HostUpdate


def read(body: Element) -> HostUpdate:
    parts = {child.tag: child for child in body}
    add, remove, change = parts.get(ADD), parts.get(REMOVE), parts.get(CHANGE)
    return HostUpdate(
        name=read_name(parts[NAME]),
        add=HostParts() if add is None else read_parts(add),
        remove=HostParts() if remove is None else read_parts(remove),
        new_name=None if change is None else read_name(change[0]),
    )


def ask(wish: HostUpdate) -> Markup:
    return node(
        "update",
        rooted(
            "host:update",
            HOST,
            leaf("host:name", wish.name),
            write_parts("host:add", wish.add),
            write_parts("host:rem", wish.remove),
            NOTHING if wish.new_name is None else node("host:chg", leaf("host:name", wish.new_name)),
        ),
    )


COMMAND = Command(read=read, run=host_update, write=nothing, ask=ask, transforms=True)
