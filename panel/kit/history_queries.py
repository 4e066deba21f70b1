"""Queries about the versions of objects, and what else one request touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Heading:
    """A version without what it says."""

    version: int
    name: str
    at: datetime
    event: str
    registrar: str | None
    operator: str | None
    door: str
    svtrid: str
    reason: str | None


_HEADING = """
    SELECT h.version, h.name, h.at, h.event, r.handle, h.operator, h.door, h.svtrid, h.reason
      FROM registry.history h
      LEFT JOIN registry.registrar r ON r.id = h.registrar_id
     WHERE h.kind = :kind
"""


@many(f"{_HEADING} AND h.roid = :roid ORDER BY h.version DESC LIMIT :most")
async def headings(db: Connection, *, kind: str, roid: str, most: int) -> list[Heading]: ...


@many(f"{_HEADING} AND h.name = :name ORDER BY h.at DESC, h.version DESC LIMIT :most")
async def headings_by_name(db: Connection, *, kind: str, name: str, most: int) -> list[Heading]: ...


@many("""
    SELECT v.version, v.name, v.at, v.event, NULL::text, v.by, 'panel', '', v.reason
      FROM panel.version v
     WHERE v.kind = :kind
       AND v.key = :key
     ORDER BY v.version DESC
     LIMIT :most
""")
async def own_headings(db: Connection, *, kind: str, key: str, most: int) -> list[Heading]:
    """Of an object of the panel, whose versions no request to the registry made."""


@dataclass(frozen=True, slots=True)
class OwnState:
    version: int
    state: Mapping[str, Any] | None


@many("""
    SELECT v.version, v.state
      FROM panel.version v
     WHERE v.kind = :kind
       AND v.key = :key
       AND v.version = ANY (:versions::integer[])
""")
async def own_states(db: Connection, *, kind: str, key: str, versions: list[int]) -> list[OwnState]: ...


@do("""
    WITH last AS (
        SELECT v.version, v.state
          FROM panel.version v
         WHERE v.kind = :kind
           AND v.key = :key
         ORDER BY v.version DESC
         LIMIT 1
    )
    INSERT INTO panel.version (kind, key, version, account_id, name, at, by, event, reason, state)
    SELECT :kind, :key, coalesce((SELECT last.version FROM last), 0) + 1, :account_id, :name, :now, :by, :event, :reason, :state
     WHERE (SELECT last.state FROM last) IS DISTINCT FROM :state
""")
async def keep_version(
    db: Connection,
    *,
    kind: str,
    key: str,
    account_id: int | None,
    name: str,
    now: datetime,
    by: str,
    event: str,
    reason: str | None,
    state: Mapping[str, Any],
) -> None:
    """What an object of the panel says, where it said something else before."""


@dataclass(frozen=True, slots=True)
class Made:
    """A version with all that it says (None: the object ended), and by what it was made."""

    version: int
    id: int
    at: datetime
    svtrid: str
    state: Mapping[str, Any] | None


_MADE = """
    SELECT h.version, h.id, h.at, h.svtrid, h.state
      FROM registry.history h
     WHERE h.kind = :kind
       AND h.version = ANY (:versions::integer[])
"""


@many(f"{_MADE} AND h.roid = :roid")
async def states(db: Connection, *, kind: str, roid: str, versions: list[int]) -> list[Made]: ...


@many(f"{_MADE} AND h.name = :name")
async def states_by_name(db: Connection, *, kind: str, name: str, versions: list[int]) -> list[Made]: ...


@dataclass(frozen=True, slots=True)
class Touched:
    """A version that a request made; `holder` sponsors the object."""

    kind: str
    name: str
    version: int
    event: str
    holder: str | None


@many("""
    SELECT h.kind, h.name, h.version, h.event,
           coalesce(h.state #>> '{registrar,handle}', h.state ->> 'registrar', h.state #>> '{domain,registrar}')
      FROM registry.history h
     WHERE h.id BETWEEN :id - 5000 AND :id + 5000
       AND h.at = :at
       AND h.svtrid = :svtrid
     ORDER BY h.id
     LIMIT :most
""")
async def touched(db: Connection, *, id: int, at: datetime, svtrid: str, most: int) -> list[Touched]:
    """All versions that one request made. They are written together, so they lie near each other; no index on every row of
    history is needed to find them."""


@dataclass(frozen=True, slots=True)
class Booking:
    at: datetime
    registrar: str
    kind: str
    amount: int
    currency: str
    name: str | None


@many("""
    SELECT l.at, r.handle, l.kind, l.amount, l.currency, l.name
      FROM registry.ledger l
      JOIN registry.registrar r ON r.id = l.registrar_id
     WHERE l.at = :at
       AND l.svtrid = :svtrid
       AND (l.registrar_id = :own OR :own IS NULL)
     ORDER BY l.id
""")
async def booked(db: Connection, *, at: datetime, svtrid: str, own: int | None) -> list[Booking]:
    """The bookings that the request made; only those of registrar `own` unless it is None."""


@do("SET LOCAL enable_bitmapscan = on")
async def allow_bitmaps(db: Connection) -> None:
    """For this transaction: bookings are found by their time, and that index is read in no other way."""


@maybe("""
    SELECT c.code
      FROM registry.command c
     WHERE c.svtrid = :svtrid
       AND (c.registrar_id = :own OR :own IS NULL)
     LIMIT 1
""")
async def is_logged(db: Connection, *, svtrid: str, own: int | None) -> int | None:
    """The result of the command with this id, where one is in the log for the viewer."""


@dataclass(frozen=True, slots=True)
class Deeded:
    """What somebody did, or tried to do, in the panel."""

    at: datetime
    actor: str
    action: str
    result: str
    detail: str | None


@many("""
    SELECT v.at, v.actor, v.action, v.result, concat_ws(' · ', v.reason, v.detail)
      FROM audit.activity v
     WHERE v.object = :object
       AND v.name = :name
       AND (v.registrar_id = :own OR :own IS NULL)
     ORDER BY v.at DESC, v.id DESC
     LIMIT :most
""")
async def deeded(db: Connection, *, object: str, name: str, own: int | None, most: int) -> list[Deeded]: ...
