"""Names that time changes, or has changed before anybody wrote it down: found by the instant at which they are next due."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many, maybe


@dataclass(frozen=True, slots=True)
class Due:
    """A name that time changes, or changed, at an instant; with its id it says how far a look has come."""

    at: datetime
    id: int
    name: str


@many("""
    SELECT due.next_due, due.id, due.name
      FROM registry.registrar r
     CROSS JOIN LATERAL (
           SELECT d.next_due, d.id, d.name
             FROM registry.domain d
            WHERE d.registrar_id = r.id
              AND d.next_due <= :now
              AND (d.next_due, d.id) > (:since, :since_id)
            ORDER BY d.next_due, d.id
            LIMIT :most) due
     ORDER BY due.next_due, due.id
     LIMIT :most
""")
async def due(db: Connection, *, now: datetime, since: datetime, since_id: int, most: int) -> list[Due]:
    """Names with due events that are not written yet, the longest overdue first, from a point on."""


@maybe("""
    SELECT r.id
      FROM registry.registrar r
     WHERE r.handle = :registrar
       AND (SELECT min(d.next_due) FROM registry.domain d WHERE d.registrar_id = r.id) <= :now
""")
async def overdue_registrar(db: Connection, *, registrar: str, now: datetime) -> int | None:
    """The registrar's number when due events of its names are not written yet, else None."""


# Each half finds its rows by an index, in its order and no more than are asked for: no belief of the planner's about how many
# are due makes it read the whole table.
@many("""
    SELECT own.name
      FROM ((SELECT next_due, id, name
               FROM registry.domain
              WHERE registrar_id = :registrar_id
                AND next_due <= :now
              ORDER BY next_due
              LIMIT :most)
             UNION
            SELECT d.next_due, d.id, d.name
              FROM registry.transfer x
              JOIN registry.domain d ON d.id = x.domain_id
             WHERE x.gaining_id = :registrar_id
               AND x.status = 'pending'
               AND x.act_by <= :now
               AND d.next_due <= :now) own
     ORDER BY own.next_due, own.id
     LIMIT :most
""")
async def due_of(db: Connection, *, registrar_id: int, now: datetime, most: int) -> list[str]:
    """Names whose due events concern a registrar: its own, and those it is about to gain."""
