"""Workers and the sessions they hold: what is counted across all processes of the registry."""

from datetime import datetime

from registry.model.session import Ending
from registry.store.notices import SESSION
from registry.store.sql import Connection, do, many, maybe, one

_PAST = "id, registrar_id, address, opened_at, ended_at, ending, app, tech, os"


@one("""
    INSERT INTO registry.worker (door, started_at, seen_at)
    VALUES (:door, :now, :now)
 RETURNING id
""")
async def add(db: Connection, *, door: str, now: datetime) -> int: ...


@do("""
    INSERT INTO registry.worker (id, door, started_at, seen_at)
    OVERRIDING SYSTEM VALUE
    VALUES (:worker_id, :door, :now, :now)
        ON CONFLICT (id)
        DO UPDATE SET seen_at = excluded.seen_at
""")
async def seen(db: Connection, *, worker_id: int, door: str, now: datetime) -> None:
    """The worker lives; one that was taken for dead has its row back, without the sessions it had."""


@many(f"""
    WITH dead AS (SELECT id, seen_at FROM registry.worker WHERE seen_at <= :since ORDER BY id FOR UPDATE),
         over AS (INSERT INTO registry.past_session ({_PAST})
                  SELECT s.id, s.registrar_id, s.address, s.opened_at, greatest(s.opened_at, dead.seen_at), 'vanished',
                         s.app, s.tech, s.os
                    FROM registry.session s
                    JOIN dead ON dead.id = s.worker_id
                      ON CONFLICT DO NOTHING)
    DELETE FROM registry.worker
     WHERE id IN (SELECT id FROM dead)
 RETURNING id
""")
async def reap(db: Connection, *, since: datetime) -> list[int]:
    """Forget the workers that nobody has seen after `since`: their sessions ended when they were last seen."""


@do(f"""
    WITH over AS (INSERT INTO registry.past_session ({_PAST})
                  SELECT s.id, s.registrar_id, s.address, s.opened_at, :now, 'stopped', s.app, s.tech, s.os
                    FROM registry.session s
                   WHERE s.worker_id = :worker_id
                      ON CONFLICT DO NOTHING)
    DELETE FROM registry.worker WHERE id = :worker_id
""")
async def remove(db: Connection, *, worker_id: int, now: datetime) -> None:
    """It took its leave; the sessions that it still held are over."""


@one("""
    SELECT count(*)
      FROM registry.session s
      JOIN registry.worker w ON w.id = s.worker_id
     WHERE s.registrar_id = :registrar_id
       AND s.ended_at IS NULL
       AND w.seen_at > :since
""")
async def sessions_of(db: Connection, *, registrar_id: int, since: datetime) -> int:
    """The registrar's open sessions on workers seen after `since`."""


@one("""
    INSERT INTO registry.session (worker_id, registrar_id, address, opened_at, app, tech, os)
    VALUES (:worker_id, :registrar_id, :address::text::inet, :now, left(:app, 255), left(:tech, 255), left(:os, 255))
 RETURNING id
""")
async def open_session(
    db: Connection,
    *,
    worker_id: int,
    registrar_id: int,
    address: str,
    now: datetime,
    app: str | None,
    tech: str | None,
    os: str | None,
) -> int: ...


@do(f"""
    WITH over AS (DELETE FROM registry.session WHERE id = :session_id RETURNING *)
    INSERT INTO registry.past_session ({_PAST})
    SELECT id, registrar_id, address, opened_at, :now,
           CASE WHEN ended_at IS NULL THEN :ending ELSE 'ended' END, app, tech, os
      FROM over
        ON CONFLICT DO NOTHING
""")
async def close_session(db: Connection, *, session_id: int, ending: Ending, now: datetime) -> None:
    """It is one of the past; whatever closed it, one that was ended from outside was."""


@one("""
    WITH gone AS (DELETE FROM registry.past_session
                   WHERE id IN (SELECT id FROM registry.past_session WHERE ended_at < :before LIMIT :most)
               RETURNING 1)
    SELECT count(*) FROM gone
""")
async def forget_past(db: Connection, *, before: datetime, most: int) -> int:
    """How many of those that ended before that are gone; there may be more of them."""


@maybe("""
    SELECT r.handle
      FROM registry.session s
      JOIN registry.registrar r ON r.id = s.registrar_id
     WHERE s.id = :session_id
       AND s.ended_at IS NULL
       FOR UPDATE OF s
""")
async def holder(db: Connection, *, session_id: int) -> str | None:
    """The registrar that holds the session; None where it is over."""


@do("UPDATE registry.session SET ended_at = :now WHERE id = :session_id")
async def end_session(db: Connection, *, session_id: int, now: datetime) -> None:
    """It counts no more; its row goes with its connection."""


@do(f"SELECT pg_notify('{SESSION}', '')")
async def announce(db: Connection) -> None:
    """Tell every worker, when this transaction commits, that a session is to end."""


@many("SELECT id FROM registry.session WHERE worker_id = :worker_id AND ended_at IS NOT NULL")
async def ended_of(db: Connection, *, worker_id: int) -> list[int]:
    """The worker's sessions that were ended and whose connections are open still."""
