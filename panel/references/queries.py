"""Queries about references."""

from dataclasses import dataclass

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Reference:
    of: str
    name: str
    label: str
    position: int
    used: bool


@many("""
    SELECT e.class, e.name, e.label, e.position, e.used
      FROM panel.reference e
     WHERE e.class || '/' || e.name = ANY (:keys::text[])
""")
async def references(db: Connection, *, keys: list[str]) -> list[Reference]: ...


@do("UPDATE panel.reference SET label = :label WHERE class = :of AND name = :name")
async def reword(db: Connection, *, of: str, name: str, label: str) -> None: ...


@do("UPDATE panel.reference SET position = :position WHERE class = :of AND name = :name")
async def move(db: Connection, *, of: str, name: str, position: int) -> None: ...


@do("UPDATE panel.reference SET used = :used WHERE class = :of AND name = :name")
async def offer(db: Connection, *, of: str, name: str, used: bool) -> None: ...


@maybe("""
    INSERT INTO panel.reference (class, name, label, position, used)
    SELECT :of, :name, :label, coalesce(max(e.position), 0) + 10, true
      FROM panel.reference e
     WHERE e.class = :of
        ON CONFLICT DO NOTHING
    RETURNING position
""")
async def add(db: Connection, *, of: str, name: str, label: str) -> int | None:
    """The last of its class; None: there is one of that name."""
