"""What can be asked of the directory, whichever protocol it was asked by."""

from collections.abc import Mapping
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


SortProperty = Literal["registrationDate", "fn", "handle"]


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of results, by one of their properties; `text` is how it was asked for."""

    property: SortProperty
    descending: bool
    text: str


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Objects of a kind by one of their properties; `text` is the pattern as it was asked for.

    Without a `sort` they come in the order in which they are found.
    """

    by: SearchBy
    text: str
    wanted: Pattern | Address
    sort: Sort | None = None

    @property
    def kind(self) -> str:
        return self.by.partition(" ")[0]

    @property
    def resource(self) -> str:
        """Where RDAP has it, below its base."""
        return self.kind

    @property
    def parameters(self) -> dict[str, str]:
        given = {self.by.partition(" ")[2]: self.text}
        if self.sort:
            given["sort"] = self.sort.text
        return given


ReverseProperty = Literal["fn", "handle", "email", "role"]
ReverseKind = Literal["domains", "nameservers", "entities"]


@dataclass(frozen=True, slots=True)
class ReverseQuery:
    """Objects of a kind by what is told of somebody who belongs to them: by all of the predicates at once (RFC 9536)."""

    kind: ReverseKind
    predicates: Mapping[ReverseProperty, Pattern]

    @property
    def by(self) -> str:
        return f"{self.resource} {' '.join(self.predicates)}"

    @property
    def text(self) -> str:
        return "\n".join(self.parameters.values())

    @property
    def resource(self) -> str:
        return f"{self.kind}/reverse_search/entity"

    @property
    def parameters(self) -> dict[str, str]:
        return {name: wanted.start + "*" * wanted.partial for name, wanted in self.predicates.items()}
