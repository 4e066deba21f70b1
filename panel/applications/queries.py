"""What the page of an application shows beside the application itself."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Rival:
    roid: str
    registrar: str
    status: str
    applied_at: datetime


@many("""
    SELECT a.roid, r.handle, coalesce(a.substatus, a.status), a.applied_at
      FROM registry.application a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE a.name = :name
       AND a.roid <> :roid
     ORDER BY a.id
""")
async def rivals(db: Connection, *, name: str, roid: str) -> list[Rival]:
    """The other applications for a name, decided ones too, oldest first."""
