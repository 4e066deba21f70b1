"""Who was shown more of contacts than the public is: rows that are only ever added."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.disclosure import Level
from registry.store.sql import Connection, do, many


@do("""
    INSERT INTO registry.disclosure (at, door, level, asker, purpose, roid, name, address)
    SELECT :at, :door, :level, :asker, :purpose, shown.roid, shown.name, :address::text::inet
      FROM unnest(:roids::text[], :names::text[]) AS shown (roid, name)
""")
async def add(
    db: Connection,
    *,
    at: datetime,
    door: str,
    level: Level,
    asker: str,
    purpose: str | None,
    address: str | None,
    roids: list[str],
    names: list[str],
) -> None: ...


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One line of the log."""

    id: int
    at: datetime
    door: str
    level: Level
    asker: str
    purpose: str | None
    roid: str
    name: str
    address: str | None


@many("""
    SELECT d.id, d.at, d.door, d.level, d.asker, d.purpose, d.roid, d.name, host(d.address)
      FROM registry.disclosure d
     WHERE (:asker::text IS NULL OR d.asker = :asker)
       AND (:name::text IS NULL OR d.name = :name)
       AND (:since::timestamptz IS NULL OR d.at >= :since)
       AND (:level::text IS NULL OR d.level = :level)
     ORDER BY d.id DESC
     LIMIT :most
""")
async def newest(
    db: Connection,
    *,
    asker: str | None,
    name: str | None,
    since: datetime | None,
    level: str | None,
    most: int,
) -> list[Disclosed]:
    """The last ones, the newest first; each None is no condition."""
