"""What the page of a registrar shows beside its record."""

from dataclasses import dataclass, field
from datetime import datetime

from registry.model.money import Money
from registry.model.registrar import RegistrarState
from registry.store.sql import Connection, do, many


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
    price_group: str | None
    currency: str | None


@many("""
    SELECT t.name, a.valid_from, a.valid_to, a.contacts, a.price_group, a.currency
      FROM registry.accreditation a
      JOIN registry.tld t ON t.id = a.tld_id
     WHERE a.registrar_id = :registrar_id
     ORDER BY t.name, a.valid_from
""")
async def accreditations(db: Connection, *, registrar_id: int) -> list[Accreditation]: ...


@dataclass(frozen=True, slots=True)
class Certificate:
    """`subject` and who pinned it when are None of one whose pinning nobody wrote down."""

    fingerprint: bytes
    valid_from: datetime
    valid_to: datetime
    subject: str | None
    pinned_at: datetime | None
    pinned_by: str | None


@many("""
    SELECT c.fingerprint, c.valid_from, c.valid_to, c.subject, c.pinned_at, c.pinned_by
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


@dataclass(frozen=True, slots=True)
class Standing:
    """A registrar as what can be done to it depends on it; `tlds` are those that it is, or is to be, accredited for."""

    handle: str
    state: RegistrarState
    session_limit: int
    tlds: list[str]
    currencies: list[str]
    credit_limits: list[int]
    low_balances: list[int]
    networks: list[str]
    fingerprints: list[str]
    certificates_until: list[datetime]

    @property
    def credit(self) -> Money | None:
        """What the first of its accounts may owe."""
        return Money(self.credit_limits[0], self.currencies[0]) if self.currencies else None

    @property
    def low(self) -> Money | None:
        """Below which balance of the first of its accounts it is warned."""
        return Money(self.low_balances[0], self.currencies[0]) if self.currencies else None


@many("""
    SELECT r.handle, r.state, r.session_limit,
           ARRAY(SELECT DISTINCT t.name::text
                   FROM registry.accreditation a
                   JOIN registry.tld t ON t.id = a.tld_id
                  WHERE a.registrar_id = r.id
                    AND (a.valid_to IS NULL OR a.valid_to > :now)),
           ARRAY(SELECT a.currency FROM registry.account a WHERE a.registrar_id = r.id ORDER BY a.currency),
           ARRAY(SELECT a.credit_limit FROM registry.account a WHERE a.registrar_id = r.id ORDER BY a.currency),
           ARRAY(SELECT a.low_balance FROM registry.account a WHERE a.registrar_id = r.id ORDER BY a.currency),
           ARRAY(SELECT n.network::text FROM registry.allowed_network n WHERE n.registrar_id = r.id ORDER BY n.network),
           ARRAY(SELECT encode(c.fingerprint, 'hex')
                   FROM registry.certificate c
                  WHERE c.registrar_id = r.id
                  ORDER BY c.valid_to DESC, c.fingerprint),
           ARRAY(SELECT c.valid_to
                   FROM registry.certificate c
                  WHERE c.registrar_id = r.id
                  ORDER BY c.valid_to DESC, c.fingerprint)
      FROM registry.registrar r
     WHERE r.handle = ANY(:handles)
""")
async def standings(db: Connection, *, handles: list[str], now: datetime) -> list[Standing]: ...


@dataclass(frozen=True, slots=True)
class NameDefaults:
    """Of the registrar `handle`; contacts by their handles, hosts by their names."""

    handle: str
    years: int = 1
    registrant: str | None = None
    admin: str | None = None
    tech: str | None = None
    hosts: list[str] = field(default_factory=list)


@many("""
    SELECT r.handle, coalesce(d.years, 1), d.registrant, d.admin, d.tech, coalesce(d.hosts, '{}')
      FROM registry.registrar r
      LEFT JOIN panel.name_defaults d ON d.registrar_id = r.id
     WHERE r.handle = ANY (:handles)
""")
async def name_defaults(db: Connection, *, handles: list[str]) -> list[NameDefaults]:
    """Those of the registrars that there are; of one that has said nothing, what everybody begins with."""


@do("""
    INSERT INTO panel.name_defaults (registrar_id, years, registrant, admin, tech, hosts)
    SELECT r.id, :years, :registrant, :admin, :tech, :hosts
      FROM registry.registrar r
     WHERE r.handle = :handle
        ON CONFLICT (registrar_id) DO UPDATE
       SET years = excluded.years, registrant = excluded.registrant, admin = excluded.admin, tech = excluded.tech,
           hosts = excluded.hosts
""")
async def keep_name_defaults(
    db: Connection,
    *,
    handle: str,
    years: int,
    registrant: str | None,
    admin: str | None,
    tech: str | None,
    hosts: list[str],
) -> None: ...
