"""Messages as what can be done to them depends on them."""

from dataclasses import dataclass

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Left:
    """A message that was left for a registrar; `read`: it was acknowledged."""

    number: int
    registrar: str
    read: bool


@many("""
    SELECT m.id, r.handle, m.acked_at IS NOT NULL
      FROM registry.poll_message m
      JOIN registry.registrar r ON r.id = m.registrar_id
     WHERE m.id = ANY(:numbers)
""")
async def left(db: Connection, *, numbers: list[int]) -> list[Left]: ...
