"""What can be asked of the directory, whichever protocol it was asked by."""

from dataclasses import dataclass
from typing import Literal

from registry.model.host import Address


@dataclass(frozen=True, slots=True)
class DomainQuery:
    """`name` is canonical: lower case, A-labels, no dot at the end."""

    name: str


@dataclass(frozen=True, slots=True)
class NameServerQuery:
    """`name` is canonical."""

    name: str


@dataclass(frozen=True, slots=True)
class AddressQuery:
    """Name servers by their address."""

    address: Address


@dataclass(frozen=True, slots=True)
class RegistrarQuery:
    """A part of the name, or the whole of handle or IANA id."""

    text: str


@dataclass(frozen=True, slots=True)
class RoidQuery:
    """Whatever has that ROID, letter for letter."""

    roid: str


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """A contact by its handle; the public is never told of one."""

    handle: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """What names are to look like: `start`, and unless `partial` nothing more; `end` are labels after the rest of one.

    `exam*` is start `exam`, partial; `exam*.example` has the end `.example` besides. All in lower case, with A-labels.
    """

    start: str
    partial: bool = False
    end: str = ""


SearchBy = Literal[
    "domains name",
    "domains nsLdhName",
    "domains nsIp",
    "nameservers name",
    "nameservers ip",
    "entities fn",
    "entities handle",
]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Objects of a kind by one of their properties; `text` is the pattern as it was asked for."""

    by: SearchBy
    text: str
    wanted: Pattern | Address

    @property
    def kind(self) -> str:
        return self.by.partition(" ")[0]
