"""What the database knows of EPP sessions that are open."""

from dataclasses import dataclass

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Open:
    id: int
    registrar: str


@many("""
    SELECT s.id, r.handle
      FROM registry.session s
      JOIN registry.registrar r ON r.id = s.registrar_id
     WHERE s.id = ANY(:ids)
       AND s.ended_at IS NULL
""")
async def open_ones(db: Connection, *, ids: list[int]) -> list[Open]:
    """Of the numbers those of sessions that nobody ended."""
