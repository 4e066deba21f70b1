"""What the page of a domain shows beside the domain itself."""

from dataclasses import dataclass
from datetime import datetime

from registry.store import domains
from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Line:
    """One command of the log."""

    at: datetime
    svtrid: str
    registrar: str | None
    operator: str | None
    door: str
    verb: str
    code: int


@many("""
    SELECT c.at, c.svtrid, r.handle, c.operator, c.door, c.verb, c.code
      FROM registry.command c
      LEFT JOIN registry.registrar r ON r.id = c.registrar_id
     WHERE c.name = :name
       AND c.object = :object
       AND (c.registrar_id = :own OR :own IS NULL)
     ORDER BY c.at DESC, c.id DESC
     LIMIT 10
""")
async def commands_about(db: Connection, *, object: str, name: str, own: int | None) -> list[Line]:
    """The last commands about an object; only those of registrar `own` unless it is None."""


@many(f"SELECT {domains.COLUMNS} {domains.SOURCES} WHERE d.name = ANY(:names)")
async def domains_named(db: Connection, *, names: list[str]) -> list[domains.DomainRow]:
    """Those of the names that are registered, or were until time took them."""
