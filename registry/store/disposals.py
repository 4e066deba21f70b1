"""What was disposed of by rule: how far each class of activity was looked through, and which rows went, by digest."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Reach:
    """`since`: what is older was disposed of; None: nothing yet."""

    since: datetime | None


@maybe("SELECT k.since FROM audit.kept k WHERE k.class = :of FOR UPDATE SKIP LOCKED")
async def hold_reach(db: Connection, *, of: str) -> Reach | None:
    """None while another worker is at it."""


@do("UPDATE audit.kept SET since = :since WHERE class = :of")
async def reached(db: Connection, *, of: str, since: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Reached:
    of: str
    since: datetime | None
    disposed: int


@many("""
    SELECT k.class, k.since, coalesce(sum(d.rows), 0)::bigint
      FROM audit.kept k
      LEFT JOIN audit.disposal d ON d.class = k.class
     GROUP BY k.class
     ORDER BY k.class
""")
async def every_reach(db: Connection) -> list[Reached]:
    """How far each class was looked through, and how many of its rows went in all."""


@one("SELECT coalesce(max(s.upto_id), 0)::bigint FROM audit.seal s WHERE s.log = 'activity'")
async def sealed_upto(db: Connection) -> int:
    """The number of the last row of activity that is sealed."""


@do("""
    INSERT INTO audit.disposal (class, days, before, ids, rows, first_id, last_id, first_at, last_at, digest, at)
    VALUES (:of, :days, :before, :ids, cardinality(:ids::bigint[]), :first_id, :last_id, :first_at, :last_at, :digest, :now)
""")
async def add(
    db: Connection,
    *,
    of: str,
    days: int,
    before: datetime,
    ids: list[int],
    first_id: int,
    last_id: int,
    first_at: datetime,
    last_at: datetime,
    digest: bytes,
    now: datetime,
) -> None: ...


@dataclass(frozen=True, slots=True)
class Disposal:
    """Rows of activity that went: their numbers in order, all of days before `before`; `digest` is of what they said."""

    id: int
    of: str
    days: int
    before: datetime
    ids: list[int]
    last_id: int
    digest: bytes
    at: datetime


@many("""
    SELECT d.id, d.class, d.days, d.before, d.ids, d.last_id, d.digest, d.at
      FROM audit.disposal d
     WHERE d.first_id <= :upto
       AND d.last_id > :after
     ORDER BY d.id
""")
async def among(db: Connection, *, after: int, upto: int) -> list[Disposal]:
    """Those of rows after a number up to another."""


@many("SELECT d.id FROM audit.disposal d WHERE d.last_id > :upto ORDER BY d.id")
async def beyond(db: Connection, *, upto: int) -> list[int]:
    """Those of rows that were never sealed: there cannot be any."""
