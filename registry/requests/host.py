"""What can be asked about hosts (RFC 5732), and the answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from registry.model.host import Host

# An address as it was sent, with the family it claims; whether they agree is judged by a rule.
ClaimedAddress = tuple[str, Literal["v4", "v6"]]


@dataclass(frozen=True, slots=True)
class HostCheck:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostInfo:
    name: str


@dataclass(frozen=True, slots=True)
class HostView:
    host: Host
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostCreate:
    name: str
    addresses: tuple[ClaimedAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class HostCreated:
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HostParts:
    addresses: tuple[ClaimedAddress, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HostUpdate:
    name: str
    add: HostParts = HostParts()
    remove: HostParts = HostParts()
    new_name: str | None = None


@dataclass(frozen=True, slots=True)
class HostDelete:
    name: str
