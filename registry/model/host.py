"""Hosts: name servers as objects (RFC 5732) or as attributes of a domain (RFC 5731, section 1.1)."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class NameServer:
    """A name server given as an attribute of a domain."""

    name: str
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Host:
    """A host as stored; `superordinate` is the domain of this registry it lies below, None for external hosts.

    A subordinate host's sponsor is its superordinate's sponsor, always: `registrar` is what holds when nothing is due.
    """

    id: int
    roid: str
    name: str
    superordinate: str | None
    registrar: str
    addresses: tuple[Address, ...]
    statuses: frozenset[str]
    linked: bool
    created_at: datetime
    created_by: str
    updated_at: datetime | None
    updated_by: str | None
    transferred_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class HostUse:
    """A domain that delegates to a host below another domain, and its sponsor; `overdue`: time has changed it meanwhile."""

    host: str
    domain: str
    registrar: str
    overdue: bool = False


def is_public(address: Address) -> bool:
    """Whether a name server may have the address: public unicast, and not IPv4 in IPv6's clothes."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return False
    return address.is_global and not address.is_multicast


def parsed(text: str) -> Address | None:
    """The address that a text stands for, or None; one address may be written in several ways."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return None if isinstance(address, ipaddress.IPv6Address) and address.scope_id else address


def in_order(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """As they are stored and shown: IPv4 first, then by value."""
    return tuple(sorted(set(addresses), key=lambda address: (address.version, int(address))))
