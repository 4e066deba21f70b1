"""What can be asked of the directory, whichever protocol it was asked by."""

from dataclasses import dataclass

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
