"""What the public looks up: a name with its sponsor, name servers, registrars; one query each."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.host import Address
from registry.model.registrar import Registrar
from registry.store import domains, registrars
from registry.store.domains import DomainRow
from registry.store.sql import Connection, many, maybe

_SPONSOR = "sponsor.name, sponsor.iana_id, sponsor.url, sponsor.whois_server, sponsor.abuse_email, sponsor.abuse_voice"


@dataclass(frozen=True, slots=True)
class SponsoredRow(DomainRow):
    """A domain's row, and what its answer tells of the stored sponsor."""

    registrar_name: str
    iana_id: int | None
    url: str | None
    whois_server: str | None
    abuse_email: str | None
    abuse_voice: str | None


@maybe(f"SELECT {domains.COLUMNS}, {_SPONSOR} {domains.SOURCES} WHERE d.name = :name")
async def domain(db: Connection, *, name: str) -> SponsoredRow | None:
    """The domain as stored; time is not applied yet."""


@dataclass(frozen=True, slots=True)
class NameServerRow:
    """A host; `due` is when time next changes the domain it lies below, and with it perhaps sponsor and existence."""

    roid: str
    name: str
    addresses: list[str]
    superordinate: str | None
    due: datetime | None
    registrar: str
    registrar_name: str
    iana_id: int | None
    url: str | None
    whois_server: str | None
    abuse_email: str | None
    abuse_voice: str | None


_HOST = f"""
    SELECT h.roid, h.name::text, ARRAY(SELECT host(a) FROM unnest(h.addresses) a ORDER BY a), d.name::text, d.next_due,
           sponsor.handle, {_SPONSOR}
      FROM registry.host h
      JOIN registry.registrar sponsor ON sponsor.id = h.registrar_id
      LEFT JOIN registry.domain d ON d.id = h.superordinate_id
"""


@maybe(f"{_HOST} WHERE h.name = :name")
async def name_server(db: Connection, *, name: str) -> NameServerRow | None: ...


# The second condition is what the index is made for: most hosts have no address here.
@many(f"{_HOST} WHERE h.addresses @> ARRAY[:address::inet] AND h.addresses <> '{{}}' ORDER BY h.name LIMIT :most")
async def name_servers_at(db: Connection, *, address: Address, most: int) -> list[NameServerRow]: ...


@many(f"""
    SELECT {registrars.COLUMNS}
      FROM registry.registrar r
     WHERE strpos(lower(r.name), lower(:text)) > 0
        OR lower(r.handle) = lower(:text)
        OR r.iana_id::text = :text
     ORDER BY lower(:text) IN (lower(r.name), lower(r.handle), r.iana_id::text) IS TRUE DESC, r.name, r.id
     LIMIT :most
""")
async def registrars_like(db: Connection, *, text: str, most: int) -> list[Registrar]:
    """Registrars by a part of the name, or the whole of handle or IANA id; whole matches come first."""
