"""Addresses of peers: how they are written, what counts as one place, which networks are trusted."""

import ipaddress
import socket
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def canonical(address: str) -> str:
    """The one way an address is written (RFC 5952): no zone, and IPv4 as itself where IPv6 only carries it.

    Raises ValueError for what is no address.
    """
    return str(_unmapped(ipaddress.ip_address(address.partition("%")[0])))


def place_of(address: str) -> bytes:
    """What counts as one place: four octets of IPv4, eight of IPv6 (the /64 a single customer usually gets)."""
    if ":" not in address:
        return socket.inet_aton(address)
    packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    mapped = packed.startswith(b"\0" * 10 + b"\xff\xff")
    return packed[12:] if mapped else packed[:8]


class Networks:
    """A set of networks, written as CIDR; empty ones contain nobody."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = tuple(ipaddress.ip_network(each) for each in networks)

    def __contains__(self, address: str) -> bool:
        found = _unmapped(ipaddress.ip_address(address.partition("%")[0]))
        return any(found in network for network in self._networks)

    def __bool__(self) -> bool:
        return bool(self._networks)


def _unmapped(address: Address) -> Address:
    return getattr(address, "ipv4_mapped", None) or address
