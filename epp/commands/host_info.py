"""host:info (RFC 5732, section 3.1.2)."""

from epp.codec.markup import NOTHING, Element, Markup, instant, leaf, leaf_if, node
from epp.codec.parts import fragment, read_name, write_addresses, write_names, write_statuses
from epp.command import Command, Payload
from registry.actions.host_info import host_info
from registry.requests.host import HostInfo, HostView


def read(body: Element) -> HostInfo:
    return HostInfo(read_name(body[0]))


def write(wish: HostInfo, view: HostView) -> Payload:
    host = view.host
    return Payload(
        data=fragment(
            "host",
            "infData",
            leaf("host:name", host.name),
            leaf("host:roid", host.roid),
            write_statuses("host", view.statuses),
            write_addresses("host:addr", host.addresses),
            leaf("host:clID", host.registrar),
            leaf("host:crID", host.created_by),
            leaf("host:crDate", instant(host.created_at)),
            leaf_if("host:upID", host.updated_by),
            leaf("host:upDate", instant(host.updated_at)) if host.updated_at else NOTHING,
            leaf("host:trDate", instant(host.transferred_at)) if host.transferred_at else NOTHING,
        )
    )


def ask(wish: HostInfo) -> Markup:
    return node("info", write_names("host", "info", (wish.name,)))


COMMAND = Command(read=read, run=host_info, write=write, ask=ask, transforms=False)
