"""The calendar of deposits."""

from dataclasses import dataclass
from datetime import date

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Mark:
    """The last revision of a day's full deposit of a TLD; `began` is the first day on which the TLD had one."""

    tld: str
    began: date
    day: date
    number: int
    state: str
    stopped: bool


@many("""
    SELECT DISTINCT ON (t.name, d.day)
           t.name, (SELECT min(first.day) FROM registry.deposit first WHERE first.tld_id = d.tld_id), d.day, d.id, d.state,
           d.stopped
      FROM registry.deposit d
      JOIN registry.tld t ON t.id = d.tld_id
     WHERE d.day >= :since
       AND d.kind IN ('full', 'diff')
     ORDER BY t.name, d.day, d.revision DESC
""")
async def marks(db: Connection, *, since: date) -> list[Mark]: ...
