"""Parts that requests and answers share: what is asked to change, and what comes back."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from registry.model.domain import ContactLink
from registry.model.fees import FundsTold, NameFees
from registry.model.host import NameServer
from registry.model.money import Money
from registry.model.pricing import Quote
from registry.model.transfer import Transfer


class Unchanged(Enum):
    """A value that an update leaves alone; None, by contrast, takes it away."""

    token = 0


UNCHANGED: Final = Unchanged.token


# Names, handles or hosts that one check may ask about.
MOST_CHECKED: Final = 50


@dataclass(frozen=True, slots=True)
class Availability:
    """One line of a check's answer; the reason has at most 32 characters (RFC 5730's reasonBaseType)."""

    name: str
    available: bool
    reason: str | None = None
    fees: NameFees | None = None


@dataclass(frozen=True, slots=True)
class NameServers:
    """Name servers as asked for: as host objects or as attributes, whichever the TLD has."""

    hosts: tuple[str, ...] = ()
    attributes: tuple[NameServer, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.hosts, *(server.name for server in self.attributes))

    @property
    def count(self) -> int:
        return len(self.hosts) + len(self.attributes)


@dataclass(frozen=True, slots=True)
class DomainParts:
    """What an update adds to or removes from a domain; repetitions are kept, so that rules can refuse them."""

    nameservers: NameServers = NameServers()
    contacts: tuple[ContactLink, ...] = ()
    statuses: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.nameservers.count or self.contacts or self.statuses)


@dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer as its two parties see it; `object` tells which schema shows it.

    `quote` is what a request was charged; who asks for a transfer is told as `charged` what the gaining registrar paid, or as
    `credited` what the losing one gets back, whichever it is itself. `funds` is what its account holds.
    """

    object: Literal["domain", "contact"]
    name: str
    transfer: Transfer
    quote: Quote | None = None
    charged: Money | None = None
    credited: tuple[Money, ...] = ()
    funds: FundsTold | None = None
