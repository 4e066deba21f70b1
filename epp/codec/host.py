"""Hosts as XML: the parts that several commands share (RFC 5732)."""

from typing import Final

from epp.codec.markup import NOTHING, Element, Markup, joined, node
from epp.codec.namespaces import HOST
from epp.codec.parts import read_claimed_address, read_status, write_address, write_statuses
from registry.requests.host import ClaimedAddress, HostParts

# The elements of the mapping, as the parser names them.
_IN: Final = f"{{{HOST}}}"
NAME, ADDRESS, STATUS, ADD, REMOVE, CHANGE = (_IN + each for each in ("name", "addr", "status", "add", "rem", "chg"))


def read_addresses(element: Element) -> tuple[ClaimedAddress, ...]:
    """The addresses among the children of an element."""
    return tuple([read_claimed_address(child) for child in element if child.tag == ADDRESS])


def write_claimed_addresses(addresses: tuple[ClaimedAddress, ...]) -> Markup:
    return joined(*[write_address("host:addr", written, family) for written, family in addresses])


def read_parts(element: Element) -> HostParts:
    """What stands in `add` or `rem` of an update."""
    statuses = tuple([read_status(child) for child in element if child.tag == STATUS])
    return HostParts(read_addresses(element), statuses)


def write_parts(tag: str, parts: HostParts) -> Markup:
    if not (parts.addresses or parts.statuses):
        return NOTHING
    return node(tag, write_claimed_addresses(parts.addresses), write_statuses("host", parts.statuses))
