"""What the page of a registrar shows beside its record."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row of the account; minor units."""

    id: int
    at: datetime
    kind: str
    amount: int
    currency: str
    name: str | None
    years: int | None
    reverses_id: int | None


@many("""
    SELECT l.id, l.at, l.kind, l.amount, l.currency, l.name, l.years, l.reverses_id
      FROM registry.ledger l
     WHERE l.registrar_id = :registrar_id
     ORDER BY l.id DESC
     LIMIT :most
""")
async def last_entries(db: Connection, *, registrar_id: int, most: int) -> list[LedgerLine]: ...


@dataclass(frozen=True, slots=True)
class Accreditation:
    tld: str
    valid_from: datetime
    valid_to: datetime | None
    contacts: str | None


@many("""
    SELECT t.name, a.valid_from, a.valid_to, a.contacts
      FROM registry.accreditation a
      JOIN registry.tld t ON t.id = a.tld_id
     WHERE a.registrar_id = :registrar_id
     ORDER BY t.name, a.valid_from
""")
async def accreditations(db: Connection, *, registrar_id: int) -> list[Accreditation]: ...


@dataclass(frozen=True, slots=True)
class Certificate:
    fingerprint: bytes
    valid_from: datetime
    valid_to: datetime


@many("""
    SELECT c.fingerprint, c.valid_from, c.valid_to
      FROM registry.certificate c
     WHERE c.registrar_id = :registrar_id
     ORDER BY c.valid_to DESC
""")
async def certificates(db: Connection, *, registrar_id: int) -> list[Certificate]: ...


@many("""
    SELECT n.network::text
      FROM registry.allowed_network n
     WHERE n.registrar_id = :registrar_id
     ORDER BY n.network
""")
async def networks(db: Connection, *, registrar_id: int) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: int
    address: str
    opened_at: datetime
    door: str
    seen_at: datetime


@many("""
    SELECT s.id, host(s.address), s.opened_at, w.door, w.seen_at
      FROM registry.session s
      JOIN registry.worker w ON w.id = s.worker_id
     WHERE s.registrar_id = :registrar_id
     ORDER BY s.opened_at DESC
     LIMIT 50
""")
async def sessions(db: Connection, *, registrar_id: int) -> list[OpenSession]: ...
