"""The calendar of deposits."""

from dataclasses import dataclass
from datetime import date

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Mark:
    """The last revision of a day's deposit of a TLD, for the agent or, `weekly`, for ICANN, or of a `registrar`; `began` is the
    first day on which there was one of its kind."""

    subject: str
    weekly: bool
    began: date
    day: date
    number: int
    state: str
    stopped: bool
    registrar: bool = False


@many("""
    SELECT DISTINCT ON (d.registrar_id, t.name, d.kind = 'thin', d.day)
           coalesce(t.name, r.handle), d.kind = 'thin',
           (SELECT min(first.day)
              FROM registry.deposit first
             WHERE (first.tld_id = d.tld_id OR first.registrar_id = d.registrar_id)
               AND (first.kind = 'thin') = (d.kind = 'thin')),
           d.day, d.id, d.state, d.stopped, d.registrar_id IS NOT NULL
      FROM registry.deposit d
      LEFT JOIN registry.tld t ON t.id = d.tld_id
      LEFT JOIN registry.registrar r ON r.id = d.registrar_id
     WHERE (d.day >= :since OR d.day = (SELECT max(last.day)
                                          FROM registry.deposit last
                                         WHERE (last.tld_id = d.tld_id OR last.registrar_id = d.registrar_id)
                                           AND (last.kind = 'thin') = (d.kind = 'thin')))
       AND (:registrar_id::bigint IS NULL OR d.registrar_id = :registrar_id)
     ORDER BY d.registrar_id, t.name, d.kind = 'thin', d.day, d.revision DESC
""")
async def marks(db: Connection, *, since: date, registrar_id: int | None) -> list[Mark]:
    """Of all, or of one registrar; of whom nothing was planned since, the last day."""
