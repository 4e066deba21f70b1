"""Queries of people about their webhooks, and about what those were told."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Webhook:
    """As it stands, for whose it is."""

    id: int
    account_id: int
    name: str
    url: str
    events: list[str]
    state: str
    made_at: datetime
    state_at: datetime
    stopped_why: str | None
    heard_at: datetime | None
    failing_since: datetime | None
    rests_until: datetime | None
    former_until: datetime | None
    waiting: int


_WEBHOOK = """
    SELECT w.id, w.account_id, w.name, w.url, w.events, w.state, w.made_at, w.state_at, w.stopped_why, w.heard_at,
           w.failing_since, w.rests_until, w.former_until,
           (SELECT count(*) FROM panel.webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'waiting')
      FROM panel.webhook w
"""


@many(f"{_WEBHOOK} WHERE w.account_id = :account_id AND w.id = ANY (:ids)")
async def webhooks_of(db: Connection, *, account_id: int, ids: list[int]) -> list[Webhook]: ...


@maybe("""
    INSERT INTO panel.webhook (account_id, name, url, events, secret, made_at, state_at)
    SELECT :account_id, :name, :url, :events, :secret, :now, :now
     WHERE (SELECT count(*) FROM panel.webhook w WHERE w.account_id = :account_id) < :most
 RETURNING id
""")
async def add(
    db: Connection, *, account_id: int, name: str, url: str, events: list[str], secret: bytes, now: datetime, most: int
) -> int | None:
    """None where the account has as many as one may have."""


@do("UPDATE panel.webhook SET name = :name, url = :url, events = :events WHERE id = :id")
async def change(db: Connection, *, id: int, name: str, url: str, events: list[str]) -> None: ...


@do("""
    UPDATE panel.webhook SET former_secret = secret, former_until = :until, secret = :secret WHERE id = :id
""")
async def renew_secret(db: Connection, *, id: int, secret: bytes, until: datetime) -> None: ...


@do("""
    UPDATE panel.webhook
       SET state = :state, state_at = :now, stopped_why = NULL, failing_since = NULL, failures = 0, rests_until = NULL
     WHERE id = :id
""")
async def set_state(db: Connection, *, id: int, state: str, now: datetime) -> None: ...


@do("DELETE FROM panel.webhook WHERE id = :id")
async def remove(db: Connection, *, id: int) -> None: ...


@do("""
    UPDATE panel.webhook w
       SET replay_since = :since, replay_next = 0,
           replay_last = (SELECT coalesce(max(d.id), 0) FROM panel.webhook_delivery d WHERE d.webhook_id = w.id)
     WHERE w.id = :id
""")
async def replay_since(db: Connection, *, id: int, since: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a webhook is told, or was, with its log."""

    id: int
    webhook_id: int
    webhook: str
    url: str
    message_id: str
    type: str
    happened_at: datetime
    body: str
    state: str
    tries: int
    due_at: datetime
    made_at: datetime
    ended_at: datetime | None
    answer: str | None


@many("""
    SELECT d.id, w.id, w.name, w.url, d.message_id, d.type, d.happened_at, d.body, d.state, d.tries, d.due_at, d.made_at,
           d.ended_at, d.answer
      FROM panel.webhook_delivery d
      JOIN panel.webhook w ON w.id = d.webhook_id
     WHERE w.account_id = :account_id
       AND d.id = ANY (:ids)
""")
async def deliveries_of(db: Connection, *, account_id: int, ids: list[int]) -> list[Delivery]: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    at: datetime
    milliseconds: int
    status: int | None
    answer: str


@many("""
    SELECT t.at, t.milliseconds, t.status, t.answer
      FROM panel.webhook_attempt t
     WHERE t.delivery_id = :id
     ORDER BY t.id DESC
     LIMIT :most
""")
async def attempts(db: Connection, *, id: int, most: int) -> list[Attempt]: ...


@maybe("""
    UPDATE panel.webhook_delivery
       SET state = 'waiting', ended_at = NULL, tries = 0, due_at = :now
     WHERE id = :id
 RETURNING id
""")
async def replay(db: Connection, *, id: int, now: datetime) -> int | None: ...


@one("""
    WITH gone AS (
        DELETE FROM panel.webhook_delivery
         WHERE id = ANY (ARRAY(SELECT d.id FROM panel.webhook_delivery d WHERE d.made_at < :before LIMIT :most))
     RETURNING 1
    )
    SELECT count(*) FROM gone
""")
async def forget(db: Connection, *, before: datetime, most: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How many wait that could be told, since when the first does; how many webhooks were stopped."""

    waiting: int
    oldest: datetime | None
    stopped: int


@one("""
    SELECT count(d.id), min(d.due_at), (SELECT count(*) FROM panel.webhook s WHERE s.state = 'stopped')
      FROM panel.webhook w
      JOIN iam.account a ON a.id = w.account_id AND a.state = 'active'
      JOIN panel.webhook_delivery d ON d.webhook_id = w.id AND d.state = 'waiting' AND d.due_at <= :now
     WHERE w.state = 'on'
       AND w.failing_since IS NULL
""")
async def standing(db: Connection, *, now: datetime) -> Standing: ...
