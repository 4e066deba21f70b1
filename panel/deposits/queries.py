"""The calendar of deposits."""

from dataclasses import dataclass
from datetime import date

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Mark:
    """The last revision of a day's deposit of a TLD, for the agent or, `weekly`, for ICANN; `began` is the first day on which the
    TLD had one of its kind."""

    tld: str
    weekly: bool
    began: date
    day: date
    number: int
    state: str
    stopped: bool


@many("""
    SELECT DISTINCT ON (t.name, d.kind = 'thin', d.day)
           t.name, d.kind = 'thin',
           (SELECT min(first.day)
              FROM registry.deposit first
             WHERE first.tld_id = d.tld_id
               AND (first.kind = 'thin') = (d.kind = 'thin')),
           d.day, d.id, d.state, d.stopped
      FROM registry.deposit d
      JOIN registry.tld t ON t.id = d.tld_id
     WHERE d.day >= :since
     ORDER BY t.name, d.kind = 'thin', d.day, d.revision DESC
""")
async def marks(db: Connection, *, since: date) -> list[Mark]: ...
