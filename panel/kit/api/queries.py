"""Queries about requests that are done once."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Known:
    """A request that was sent before; without a status nothing was answered yet."""

    digest: bytes
    attempt: int
    taken_at: datetime
    status: int | None
    media: str | None
    answer: bytes | None


@maybe("""
    INSERT INTO panel.request (account_id, key, digest, begun_at, taken_at)
    VALUES (:account_id, :key, :digest, :now, :now)
        ON CONFLICT DO NOTHING
 RETURNING attempt
""")
async def begin(db: Connection, *, account_id: int, key: str, digest: bytes, now: datetime) -> int | None:
    """The first attempt; None where there is such a request."""


@maybe("""
    SELECT r.digest, r.attempt, r.taken_at, r.status, r.media, r.answer
      FROM panel.request r
     WHERE r.account_id = :account_id
       AND r.key = :key
""")
async def known(db: Connection, *, account_id: int, key: str) -> Known | None: ...


@maybe("""
    UPDATE panel.request SET attempt = attempt + 1, taken_at = :now
     WHERE account_id = :account_id AND key = :key AND attempt = :attempt AND status IS NULL
 RETURNING attempt
""")
async def take_over(db: Connection, *, account_id: int, key: str, attempt: int, now: datetime) -> int | None:
    """The next attempt; None where somebody else was faster."""


@many("SELECT d.object FROM panel.request_done d WHERE d.account_id = :account_id AND d.key = :key")
async def done(db: Connection, *, account_id: int, key: str) -> list[str]: ...


@maybe("""
      WITH mine AS (
           SELECT r.account_id, r.key
             FROM panel.request r
            WHERE r.account_id = :account_id AND r.key = :key AND r.attempt = :attempt
              FOR NO KEY UPDATE
           )
    INSERT INTO panel.request_done (account_id, key, object)
    SELECT mine.account_id, mine.key, :object FROM mine
        ON CONFLICT (account_id, key, object) DO UPDATE SET object = excluded.object
 RETURNING true
""")
async def mark(db: Connection, *, account_id: int, key: str, attempt: int, object: str) -> bool | None:
    """It is done to the object when this transaction is; None where another attempt has taken over."""


@do("""
    UPDATE panel.request SET status = :status, media = :media, answer = :answer
     WHERE account_id = :account_id AND key = :key AND attempt = :attempt
""")
async def answered(
    db: Connection, *, account_id: int, key: str, attempt: int, status: int, media: str, answer: bytes
) -> None: ...


@do("""
    DELETE FROM panel.request r
     WHERE r.account_id = :account_id AND r.key = :key AND r.attempt = :attempt
       AND NOT EXISTS (SELECT FROM panel.request_done d WHERE d.account_id = r.account_id AND d.key = r.key)
""")
async def let_go(db: Connection, *, account_id: int, key: str, attempt: int) -> None:
    """Where nothing was done, the same may be asked again at once."""


@one("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
async def has_written(db: Connection) -> bool:
    """Whether the transaction has changed anything."""


@do("SELECT pg_advisory_xact_lock(hashtextextended(:of || '/' || :key, 0))")
async def hold_row(db: Connection, *, of: str, key: str) -> None:
    """Let nobody else who says what they have seen of this row change it before the transaction ends."""


@do("DELETE FROM panel.request WHERE begun_at < :before")
async def forget(db: Connection, *, before: datetime) -> None: ...
