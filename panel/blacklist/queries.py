"""Queries about black and white lists."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Mask:
    id: int
    of: str
    mask: str
    white: bool
    message: str
    shows_message: bool
    used: bool


_COLUMNS = "k.id, k.of, k.mask, k.white, k.message, k.shows_message, k.used"


@many(f"SELECT {_COLUMNS} FROM panel.blacklist k WHERE k.of = ANY (:kinds) AND k.used ORDER BY k.id")
async def in_force(db: Connection, *, kinds: list[str]) -> list[Mask]: ...


@many(f"SELECT {_COLUMNS} FROM panel.blacklist k WHERE k.id = ANY (:ids)")
async def masks(db: Connection, *, ids: list[int]) -> list[Mask]: ...


@maybe("""
    INSERT INTO panel.blacklist (of, mask, white, message, shows_message, by, at)
    VALUES (:of, :mask, :white, :message, :shows_message, :by, :now)
        ON CONFLICT DO NOTHING
 RETURNING id
""")
async def add(
    db: Connection, *, of: str, mask: str, white: bool, message: str, shows_message: bool, by: str, now: datetime
) -> int | None:
    """Its number; None: there is one like it."""


@do("UPDATE panel.blacklist SET message = :message, shows_message = :shows_message WHERE id = :id")
async def say(db: Connection, *, id: int, message: str, shows_message: bool) -> None: ...


@do("UPDATE panel.blacklist SET used = :used WHERE id = :id")
async def use(db: Connection, *, id: int, used: bool) -> None: ...


@do("DELETE FROM panel.blacklist WHERE id = :id")
async def drop(db: Connection, *, id: int) -> None: ...


@do("""
    WITH counted AS (
        UPDATE panel.blacklist SET refused = refused + 1, refused_at = :now WHERE id = :id RETURNING id
    )
    INSERT INTO audit.activity (at, door, action, result, actor, actor_id, address, user_agent, object, name, detail,
                                request)
    SELECT :now, 'panel', 'blacklist.refuse', 'refused', :actor, :actor_id::bigint, :address::text::inet, :agent, 'blacklist',
           counted.id::text, :detail, :request
      FROM counted
""")
async def count_refusal(
    db: Connection,
    *,
    id: int,
    now: datetime,
    actor: str,
    actor_id: int | None,
    address: str | None,
    agent: str | None,
    detail: str,
    request: str | None,
) -> None: ...
