"""What is written anyway, by the numbers of its rows: what webhooks are told is read from there."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an object; `holder` sponsors it now, `before` did until then."""

    id: int
    at: datetime
    kind: str
    roid: str
    name: str
    version: int
    event: str
    door: str
    cltrid: str | None
    svtrid: str
    by: str | None
    operator: str | None
    holder: str | None
    before: str | None
    gaining: str | None
    losing: str | None
    status: str | None


@many("""
    SELECT h.id, h.at, h.kind, h.roid, h.name, h.version, h.event, h.door, h.cltrid, h.svtrid, r.handle, h.operator,
           coalesce(h.state->>'registrar', h.state #>> '{domain,registrar}'),
           coalesce(b.state->>'registrar', b.state #>> '{domain,registrar}'),
           h.state #>> '{transfer,gaining}', h.state #>> '{transfer,losing}', h.state #>> '{transfer,status}'
      FROM registry.history h
      LEFT JOIN registry.registrar r ON r.id = h.registrar_id
      LEFT JOIN LATERAL (SELECT e.state FROM registry.history e
                          WHERE e.roid = h.roid AND e.version = h.version - 1
                          LIMIT 1) b ON true
     WHERE h.id > :after
       AND h.id <= :upto
       AND h.kind = ANY (:kinds)
     ORDER BY h.id
""")
async def versions(db: Connection, *, after: int, upto: int, kinds: list[str]) -> list[Version]: ...


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    at: datetime
    registrar: str
    kind: str
    text: str


@many("""
    SELECT m.id, m.available_at, r.handle, m.kind, m.text
      FROM registry.poll_message m
      JOIN registry.registrar r ON r.id = m.registrar_id
     WHERE m.id > :after
       AND m.id <= :upto
     ORDER BY m.id
""")
async def messages(db: Connection, *, after: int, upto: int) -> list[Message]: ...


@dataclass(frozen=True, slots=True)
class Booking:
    """`amount` in minor units, as the account feels it."""

    id: int
    at: datetime
    registrar: str
    currency: str
    kind: str
    amount: int
    name: str | None
    years: int | None
    svtrid: str


@many("""
    SELECT l.id, l.at, r.handle, l.currency, l.kind, l.amount, l.name, l.years, l.svtrid
      FROM registry.ledger l
      JOIN registry.registrar r ON r.id = l.registrar_id
     WHERE l.id > :after
       AND l.id <= :upto
     ORDER BY l.id
""")
async def bookings(db: Connection, *, after: int, upto: int) -> list[Booking]: ...


@dataclass(frozen=True, slots=True)
class OfClient:
    """A version of what belongs to a client, who stands below `sellers`."""

    id: int
    at: datetime
    kind: str
    key: str
    version: int
    event: str
    client: int
    login: str
    sellers: list[int]


@many("""
    SELECT v.id, v.at, v.kind, v.key, v.version, v.event, a.id, a.login, a.sellers
      FROM panel.version v
      JOIN iam.account a ON a.id = v.account_id
     WHERE v.id > :after
       AND v.id <= :upto
     ORDER BY v.id
""")
async def versions_of_clients(db: Connection, *, after: int, upto: int) -> list[OfClient]: ...


@maybe("SELECT s.told FROM panel.webhook_source s WHERE s.source = :source FOR UPDATE SKIP LOCKED")
async def take(db: Connection, *, source: str) -> int | None:
    """Up to which row it was told; None while another worker is at it."""


@do("UPDATE panel.webhook_source SET told = :told WHERE source = :source")
async def reached(db: Connection, *, source: str, told: int) -> None: ...


@maybe("SELECT s.told FROM panel.webhook_source s WHERE s.source = :source")
async def told(db: Connection, *, source: str) -> int | None: ...
