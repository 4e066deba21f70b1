"""One command of the log; and how often each came lately, what it was answered and how long that took.

Of the latter `own` is the registrar whose they are, None: everybody's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from registry.store.sql import Connection, many, maybe


@dataclass(frozen=True, slots=True)
class Command:
    at: datetime
    svtrid: str
    cltrid: str | None
    door: str
    registrar: str | None
    operator: str | None
    address: str | None
    verb: str
    object: str | None
    name: str | None
    code: int
    milliseconds: float
    frame: str | None


@maybe("""
    SELECT c.at, c.svtrid, c.cltrid, c.door, r.handle, c.operator, host(c.address), c.verb, c.object, c.name, c.code,
           c.milliseconds, c.frame
      FROM registry.command c
      LEFT JOIN registry.registrar r ON r.id = c.registrar_id
     WHERE c.svtrid = :svtrid
     ORDER BY c.at DESC, c.id DESC
     LIMIT 1
""")
async def by_svtrid(db: Connection, *, svtrid: str) -> Command | None: ...


# How far back is looked, by what the address says.
SPANS: Final = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}

_ASKED: Final = "c.at >= :since AND (:own::bigint IS NULL OR c.registrar_id = :own)"


@dataclass(frozen=True, slots=True)
class Verb:
    """`median` and `slow` are milliseconds within which half of them, and nineteen of twenty, were answered."""

    verb: str
    object: str | None
    number: int
    refused: int
    failed: int
    median: float
    slow: float

    @property
    def done(self) -> int:
        return self.number - self.refused - self.failed


@many(f"""
    SELECT c.verb, c.object, count(*),
           count(*) FILTER (WHERE c.code >= 2000 AND c.code NOT IN (2400, 2500)),
           count(*) FILTER (WHERE c.code IN (2400, 2500)),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY c.milliseconds),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY c.milliseconds)
      FROM registry.command c
     WHERE {_ASKED}
     GROUP BY 1, 2
     ORDER BY 3 DESC, 1, 2
""")
async def by_verb(db: Connection, *, own: int | None, since: datetime) -> list[Verb]: ...


@dataclass(frozen=True, slots=True)
class Code:
    """`verb`: the command that was answered so most often."""

    code: int
    number: int
    verb: str
    last: datetime


@many(f"""
    SELECT c.code, count(*), mode() WITHIN GROUP (ORDER BY c.verb), max(c.at)
      FROM registry.command c
     WHERE {_ASKED}
       AND c.code >= 2000
     GROUP BY 1
     ORDER BY 2 DESC, 1
""")
async def by_code(db: Connection, *, own: int | None, since: datetime) -> list[Code]:
    """What was refused, or failed."""


@dataclass(frozen=True, slots=True)
class Asker:
    registrar: str
    number: int
    refused: int
    failed: int


@many("""
    SELECT r.handle, c.number, c.refused, c.failed
      FROM (SELECT registrar_id, count(*) AS number,
                   count(*) FILTER (WHERE code >= 2000 AND code NOT IN (2400, 2500)) AS refused,
                   count(*) FILTER (WHERE code IN (2400, 2500)) AS failed
              FROM registry.command
             WHERE at >= :since
               AND registrar_id IS NOT NULL
             GROUP BY 1
             ORDER BY 2 DESC
             LIMIT 20) c
      JOIN registry.registrar r ON r.id = c.registrar_id
     ORDER BY 2 DESC, 1
""")
async def by_registrar(db: Connection, *, since: datetime) -> list[Asker]:
    """The registrars that asked most."""
