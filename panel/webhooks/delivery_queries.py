"""Queries of the worker about what webhooks are told.

The law of this file: a webhook is one worker's while its lease lasts; whoever comes back with another `leased_until` than it has
may not send for it any more. What was sent and not written down is sent again, as the same message.
"""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Listener:
    """A webhook with whose it is, as that account is now; `parts` are roles and single rights, those of whose people they are
    too: an employer who is blocked lends none to what is sent."""

    id: int
    events: list[str]
    made_at: datetime
    account_id: int
    login: str
    name: str
    email: str
    parts: list[str]
    registrar_id: int | None
    registrar: str | None
    employer_id: int | None
    employer: str | None
    employers_parts: list[str]


def _parts(account: str, where: str) -> str:
    return f"""ARRAY(SELECT o.role FROM iam.account_role o WHERE o.account_id = {account}.id AND {where}
                   UNION ALL SELECT CASE WHEN g.denied THEN 'deny:' || g.permission ELSE g.permission END
                               FROM iam.account_right g WHERE g.account_id = {account}.id AND {where})"""


_OWNER = f"""a.id, a.login, a.name, a.email, {_parts("a", "true")}, a.registrar_id, r.handle, m.id, m.login,
           {_parts("m", "m.state IN ('active', :wanted)")}"""
_OF_OWNER = """LEFT JOIN registry.registrar r ON r.id = a.registrar_id
      LEFT JOIN iam.account m ON m.id = a.seller_id AND a.kind = 'employee'"""


@many(f"""
    SELECT w.id, w.events, w.made_at, {_OWNER.replace(":wanted", "'blocked'")}
      FROM panel.webhook w
      JOIN iam.account a ON a.id = w.account_id
      {_OF_OWNER}
     WHERE a.state IN ('active', 'blocked')
       AND (w.state = 'on' OR w.state_at > :since)
     ORDER BY w.id
""")
async def listeners(db: Connection, *, since: datetime) -> list[Listener]:
    """Those that things are kept for: also what was paused or stopped only since an instant."""


@do("""
    INSERT INTO panel.webhook_delivery (webhook_id, message_id, type, source_id, object, parties, client_id, happened_at,
                                        body, due_at, made_at)
    SELECT d.webhook_id, d.message_id, d.type, d.source_id, d.object, string_to_array(d.parties, ' '), d.client_id,
           d.happened_at, d.body, d.due_at, :now
      FROM unnest(:webhooks::bigint[], :message_ids::text[], :types::text[], :source_ids::bigint[], :objects::text[],
                  :parties::text[], :clients::bigint[], :instants::timestamptz[], :bodies::text[], :dues::timestamptz[])
           AS d (webhook_id, message_id, type, source_id, object, parties, client_id, happened_at, body, due_at)
     WHERE EXISTS (SELECT FROM panel.webhook w WHERE w.id = d.webhook_id)
        ON CONFLICT (webhook_id, type, source_id) DO NOTHING
""")
async def queue(
    db: Connection,
    *,
    webhooks: list[int],
    message_ids: list[str],
    types: list[str],
    source_ids: list[int | None],
    objects: list[str],
    parties: list[str],
    clients: list[int | None],
    instants: list[datetime],
    bodies: list[str],
    dues: list[datetime],
    now: datetime,
) -> None:
    """What each is told; `parties` are handles with blanks between them."""


@many("""
    UPDATE panel.webhook w
       SET leased_until = :lost_at
      FROM (SELECT n.id
              FROM panel.webhook n
              JOIN iam.account a ON a.id = n.account_id
             WHERE n.state = 'on'
               AND a.state = 'active'
               AND coalesce(n.rests_until <= :now, true)
               AND coalesce(n.leased_until <= :now, true)
               AND (n.replay_since IS NOT NULL
                    OR EXISTS (SELECT FROM panel.webhook_delivery d
                                WHERE d.webhook_id = n.id AND d.state = 'waiting' AND d.due_at <= :now))
               FOR UPDATE OF n SKIP LOCKED) AS next
     WHERE w.id = next.id
 RETURNING w.id
""")
async def lease(db: Connection, *, now: datetime, lost_at: datetime) -> list[int]:
    """Those that are to be told something now, and nobody tells."""


@dataclass(frozen=True, slots=True)
class Held:
    """A webhook that is this worker's, with what it needs to send."""

    id: int
    url: str
    secret: bytes
    former_secret: bytes | None
    replays: bool
    account_id: int
    login: str
    name: str
    email: str
    parts: list[str]
    registrar_id: int | None
    registrar: str | None
    employer_id: int | None
    employer: str | None
    employers_parts: list[str]


@maybe(f"""
    WITH held AS (
        UPDATE panel.webhook w
           SET leased_until = :lost_at,
               former_secret = CASE WHEN w.former_until > :now THEN w.former_secret END,
               former_until = CASE WHEN w.former_until > :now THEN w.former_until END
          FROM iam.account a
         WHERE w.id = :id
           AND w.leased_until = :held
           AND w.state = 'on'
           AND a.id = w.account_id
           AND a.state = 'active'
           AND coalesce(w.rests_until <= :now, true)
     RETURNING w.*
    )
    SELECT w.id, w.url, w.secret, w.former_secret, w.replay_since IS NOT NULL,
           {_OWNER.replace(":wanted", "'active'")}
      FROM held w
      JOIN iam.account a ON a.id = w.account_id
      {_OF_OWNER}
""")
async def hold(db: Connection, *, id: int, held: datetime, lost_at: datetime, now: datetime) -> Held | None:
    """Hold it for longer; None where it is not to be sent to any more, or is another's."""


@do("UPDATE panel.webhook SET leased_until = NULL WHERE id = :id AND leased_until = :held")
async def release(db: Connection, *, id: int, held: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Due:
    """Something to tell now; `sellers` are those of the client whom it concerns."""

    id: int
    message_id: str
    type: str
    parties: list[str]
    client_id: int | None
    sellers: list[int] | None
    body: str
    tries: int


@many("""
    SELECT d.id, d.message_id, d.type, d.parties, d.client_id, c.sellers, d.body, d.tries
      FROM panel.webhook_delivery d
      LEFT JOIN iam.account c ON c.id = d.client_id
     WHERE d.webhook_id = :id
       AND d.state = 'waiting'
       AND d.due_at <= :now
       AND NOT EXISTS (SELECT FROM panel.webhook_delivery e
                        WHERE e.webhook_id = d.webhook_id
                          AND e.object = d.object
                          AND e.state = 'waiting'
                          AND e.id < d.id)
     ORDER BY d.due_at, d.id
     LIMIT :most
""")
async def due(db: Connection, *, id: int, now: datetime, most: int) -> list[Due]:
    """The next for it to be told; about one object one after the other."""


@do("""
    INSERT INTO panel.webhook_attempt (delivery_id, at, milliseconds, status, answer)
    SELECT d.id, :at, :milliseconds, :status, :answer FROM panel.webhook_delivery d WHERE d.id = :id
""")
async def attempted(
    db: Connection, *, id: int, at: datetime, milliseconds: int, status: int | None, answer: str
) -> None: ...


@do("""
    UPDATE panel.webhook_delivery
       SET state = :state, tries = tries + 1, ended_at = :now, answer = :answer
     WHERE id = :id AND state = 'waiting'
""")
async def ended(db: Connection, *, id: int, state: str, now: datetime, answer: str) -> None: ...


@do("""
    UPDATE panel.webhook_delivery
       SET tries = tries + 1, due_at = :due_at, answer = :answer
     WHERE id = :id AND state = 'waiting'
""")
async def put_off(db: Connection, *, id: int, due_at: datetime, answer: str) -> None: ...


@do("""
    UPDATE panel.webhook SET heard_at = :now, failing_since = NULL, failures = 0, rests_until = NULL WHERE id = :id
""")
async def heard(db: Connection, *, id: int, now: datetime) -> None: ...


@do("UPDATE panel.webhook SET failing_since = coalesce(failing_since, :now) WHERE id = :id")
async def failed(db: Connection, *, id: int, now: datetime) -> None: ...


@one("""
    UPDATE panel.webhook
       SET failures = failures + 1
     WHERE id = :id
 RETURNING failures
""")
async def not_reached(db: Connection, *, id: int) -> int:
    """How often in a row."""


@do("UPDATE panel.webhook SET rests_until = greatest(rests_until, :until) WHERE id = :id")
async def rest(db: Connection, *, id: int, until: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Stopped:
    account_id: int
    login: str
    name: str


@maybe("""
    UPDATE panel.webhook w
       SET state = 'stopped', state_at = :now, stopped_why = :why
      FROM iam.account a
     WHERE w.id = :id
       AND w.state = 'on'
       AND (w.failing_since <= :failing_before OR :at_once)
       AND a.id = w.account_id
 RETURNING a.id, a.login, w.name
""")
async def stop(
    db: Connection, *, id: int, now: datetime, why: str, failing_before: datetime, at_once: bool
) -> Stopped | None:
    """None where it has not failed for so long, nor is to be stopped at once."""


@maybe("""
    WITH chosen AS (
        SELECT d.id, d.happened_at >= w.replay_since AND d.state <> 'waiting' AS again
          FROM panel.webhook w
          JOIN panel.webhook_delivery d ON d.webhook_id = w.id
         WHERE w.id = :id
           AND d.id > w.replay_next
           AND d.id <= w.replay_last
         ORDER BY d.id
         LIMIT :most
    ),
    told AS (
        UPDATE panel.webhook_delivery d
           SET state = 'waiting', ended_at = NULL, tries = 0, due_at = :now
          FROM chosen
         WHERE d.id = chosen.id AND chosen.again
    )
    UPDATE panel.webhook w
       SET replay_next = coalesce((SELECT max(chosen.id) FROM chosen), w.replay_next),
           replay_since = CASE WHEN EXISTS (SELECT FROM chosen) THEN w.replay_since END,
           replay_last = CASE WHEN EXISTS (SELECT FROM chosen) THEN w.replay_last END
     WHERE w.id = :id
       AND w.replay_since IS NOT NULL
 RETURNING w.replay_since IS NOT NULL
""")
async def replay_some(db: Connection, *, id: int, most: int, now: datetime) -> bool | None:
    """Have some more told again, of what was asked for; whether there may be others."""
