"""What operators can ask about URS cases, and the answers."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.change import NameServers
from registry.model.dnssec import SecDns
from registry.model.domain import Domain
from registry.model.money import Money
from registry.model.urs import UrsCase


@dataclass(frozen=True, slots=True)
class UrsNotice:
    """A provider's notice of a complaint; `received_at` is when it came, None: now."""

    name: str
    provider: str
    number: str
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UrsLock:
    """Of a name that is suspended: it leads again to where it led, and stays locked. `is_dry`, here and below: only tell."""

    name: str
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class UrsSuspend:
    """`nameservers` are the provider's; of host objects, those outside our zones that nobody created are created."""

    name: str
    nameservers: NameServers
    dnssec: tuple[SecDns, ...] = ()
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class UrsRollback:
    name: str
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class UrsExtend:
    """A year more for a suspended name, at the wish of who won; `is_free`: its registrar is not charged."""

    name: str
    is_free: bool = False
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class UrsClose:
    name: str


@dataclass(frozen=True, slots=True)
class UrsDone:
    """The case after a step, and what the step made of the name; `hosts` are those that were created or guarded for it,
    `charged` what the registrar paid."""

    case: UrsCase
    before: Domain
    after: Domain
    hosts: tuple[str, ...] = ()
    charged: Money | None = None
