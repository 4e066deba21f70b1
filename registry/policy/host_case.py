"""What a rule about hosts may look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from registry.context import Actor
from registry.model import host_status
from registry.model.domain import Domain
from registry.model.host import Host
from registry.model.policy import PolicyBook
from registry.model.status import HOST_CLIENT
from registry.requests.host import HostCreate, HostUpdate

W = TypeVar("W", covariant=True)


@dataclass(frozen=True, slots=True)
class HostLink:
    """A domain that delegates to the host, and its sponsor."""

    domain: str
    registrar: str


@dataclass(frozen=True, slots=True)
class HostCase(Generic[W]):
    """Who wishes what of which host, and what was found.

    `home` is the domain that the host lies below, None for external hosts.
    `superordinate` is the domain above the name that the wish gives the host, as it is now: None where it is not registered
    or where the name lies in nobody's or another's TLD. `links` are domains that delegate to the host, those of others than its
    sponsor first; `link_count` is how many there are.
    """

    kind: ClassVar[str] = "host"
    client_statuses: ClassVar[frozenset[str]] = HOST_CLIENT

    actor: Actor
    now: datetime
    wish: W
    book: PolicyBook
    host: Host | None = None
    home: Domain | None = None
    superordinate: Domain | None = None
    taken: bool = False
    links: tuple[HostLink, ...] = ()
    link_count: int = 0

    @property
    def subject(self) -> Host:
        """The host the wish is about, where there is one."""
        assert self.host
        return self.host

    @property
    def sponsor(self) -> str | None:
        return self.host.registrar if self.host else None

    @property
    def statuses(self) -> tuple[str, ...]:
        return host_status.statuses(self.subject, self.home)


def new_name(wish: HostCreate | HostUpdate) -> str | None:
    """The name that the wish gives the host, or None where it gives none."""
    return wish.name if isinstance(wish, HostCreate) else wish.new_name


def superordinate_name(name: str, book: PolicyBook) -> str | None:
    """The name of ours that a host name lies below (or is), or None for external hosts (RFC 5732, section 1.1)."""
    tld = book.tld_of(name)
    if tld is None:
        return None
    label = name.removesuffix("." + tld).rpartition(".")[2]
    return f"{label}.{tld}"
