"""What the database remembers of mails.

The law of this file: `due_at` says when a mail is to be taken next; of one that is being sent it is when whoever took it has lost
it. Whoever comes back with another `lost_at` than that has lost it, and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that is this worker's until its lease ends; `doubtful`: a server may have taken it already, but nobody heard so.
    `brand` is the name of its seller's panel, whose colour and logo it carries; `sender_name`, `sender` and `reply_to` are what
    that says of itself; `refusal` is where one click refuses mails like it."""

    id: int
    message_id: str
    event: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    queued_at: datetime
    until: datetime | None
    tries: int
    lost_at: datetime
    doubtful: bool
    brand: str | None
    colour: str | None = None
    logo: bytes | None = None
    logo_kind: str | None = None
    sender_name: str | None = None
    sender: str | None = None
    reply_to: str | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail as it stands."""

    id: int
    event: str
    address: str
    state: str
    tries: int
    queued_at: datetime
    due_at: datetime
    ended_at: datetime | None
    message_id: str | None
    answer: str | None
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What mails of an event say instead of what comes with the product; `seller_id` None: those of the house."""

    language: str
    seller_id: int | None
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Caught:
    """A mail as it would have left."""

    id: int
    at: datetime
    address: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """How many wait, since when the oldest does, and how many have failed in the time that was asked for."""

    waiting: int
    oldest: datetime | None
    failed: int


@one("""
    WITH added AS (
        INSERT INTO mail.message (key, event, address, name, language, account_id, seller_id, subject, text, shown,
                                  digest, state, queued_at, due_at, until, refusal)
        VALUES (:key, :event, :address, :name, :language, :account_id, :seller_id, :subject, :text, :shown,
                sha256(convert_to(:text, 'UTF8')), 'queued', :now, :now, :until, :refusal)
     RETURNING id
    )
    SELECT added.id FROM added, pg_notify('mail_outbox', '')
""")
async def add(
    db: Connection,
    *,
    key: str,
    event: str,
    address: str,
    name: str,
    language: str,
    account_id: int | None,
    seller_id: int | None,
    subject: str,
    text: str,
    shown: str | None,
    now: datetime,
    until: datetime | None,
    refusal: str | None,
) -> int: ...


@one("""
    SELECT count(*) FROM (SELECT FROM mail.message m
                           WHERE m.state IN ('queued', 'sending') AND m.due_at <= :now
                           LIMIT :most) AS due
""")
async def due(db: Connection, *, now: datetime, most: int) -> int:
    """How many are to be taken now; more than `most` are not counted."""


@maybe("""
    UPDATE mail.message m
       SET state = 'sending', tries = m.tries + 1, due_at = :lost_at,
           doubtful = m.doubtful OR m.state = 'sending',
           message_id = coalesce(m.message_id, '<' || m.key || '@' || :domain || '>')
      FROM (SELECT next.id, b.name AS brand, b.colour, b.logo, b.logo_kind, b.sender_name,
                   CASE WHEN b.sender_proved_at IS NOT NULL THEN b.sender_address END AS sender_address, b.reply_to
              FROM mail.message next
              LEFT JOIN panel.brand b ON b.seller_id = panel.shown_as(next.seller_id)
             WHERE next.state IN ('queued', 'sending')
               AND next.due_at <= :now
               AND (:only::bigint IS NULL OR next.id = :only)
             ORDER BY next.due_at, next.id
             LIMIT 1
               FOR UPDATE OF next SKIP LOCKED) AS taken
     WHERE m.id = taken.id
 RETURNING m.id, m.message_id, m.event, m.address, m.name, m.language, m.subject, m.text, m.queued_at, m.until, m.tries,
           m.due_at, m.doubtful, taken.brand, taken.colour, taken.logo, taken.logo_kind, taken.sender_name,
           taken.sender_address, taken.reply_to, m.refusal
""")
async def take(db: Connection, *, now: datetime, lost_at: datetime, domain: str, only: int | None) -> Taken | None:
    """The one that has waited longest, or `only` that one; None where nothing is to be taken."""


@maybe("""
    WITH done AS (
        UPDATE mail.message
           SET state = 'sent', ended_at = :now, answer = :answer, sender = :sender, text = coalesce(shown, text),
               spent = spent OR shown IS NOT NULL, shown = NULL
         WHERE id = :id AND state = 'sending' AND due_at = :lost_at
     RETURNING id
    )
    INSERT INTO mail.attempt (message_id, at, outcome, answer)
    SELECT done.id, :now, 'sent', :answer FROM done
 RETURNING message_id
""")
async def sent(db: Connection, *, id: int, lost_at: datetime, now: datetime, answer: str, sender: str) -> int | None:
    """A server has it; the secrets go. None where the mail is not this worker's any more."""


@maybe("""
    WITH done AS (
        UPDATE mail.message
           SET state = :state, ended_at = :now, answer = :answer
         WHERE id = :id AND state = 'sending' AND due_at = :lost_at
     RETURNING id
    )
    INSERT INTO mail.attempt (message_id, at, outcome, answer)
    SELECT done.id, :now, :state, :answer FROM done
 RETURNING message_id
""")
async def ended(db: Connection, *, id: int, lost_at: datetime, state: str, now: datetime, answer: str) -> int | None:
    """It is not tried any more."""


@maybe("""
    WITH done AS (
        UPDATE mail.message
           SET state = 'queued', due_at = :due_at, answer = :answer, doubtful = doubtful OR :doubtful,
               tries = CASE WHEN :counts THEN tries ELSE tries - 1 END
         WHERE id = :id AND state = 'sending' AND due_at = :lost_at
     RETURNING id
    )
    INSERT INTO mail.attempt (message_id, at, outcome, answer)
    SELECT done.id, :now, 'put off', :answer FROM done
 RETURNING message_id
""")
async def put_off(
    db: Connection,
    *,
    id: int,
    lost_at: datetime,
    due_at: datetime,
    answer: str,
    doubtful: bool,
    counts: bool,
    now: datetime,
) -> int | None:
    """Back into the queue; a try that `counts` not was no fault of this mail."""


@maybe("""
    UPDATE mail.message m
       SET state = 'queued', due_at = :now, ended_at = NULL, tries = 0
      FROM (SELECT pg_notify('mail_outbox', '')) AS told
     WHERE m.id = :id
       AND m.state IN ('sent', 'failed', 'gave up', 'cancelled', 'queued')
       AND NOT m.spent
       AND (m.until IS NULL OR m.until > :now)
 RETURNING m.id
""")
async def resend(db: Connection, *, id: int, now: datetime) -> int | None:
    """Once more, as the same mail; None where it cannot be: it is on its way, or what it said is kept no more."""


@maybe("""
    UPDATE mail.message
       SET state = 'cancelled', ended_at = :now, text = coalesce(shown, text), spent = spent OR shown IS NOT NULL,
           shown = NULL
     WHERE id = :id AND state = 'queued'
 RETURNING id
""")
async def cancel(db: Connection, *, id: int, now: datetime) -> int | None:
    """What waits is not sent, and its secrets go; None where it does not wait."""


@many("""
    SELECT m.id, m.event, m.address, m.state, m.tries, m.queued_at, m.due_at, m.ended_at, m.message_id, m.answer, m.doubtful
      FROM mail.message m
     WHERE (:state::text IS NULL OR m.state = :state)
     ORDER BY m.id DESC
     LIMIT :most
""")
async def newest(db: Connection, *, state: str | None, most: int) -> list[Listed]: ...


@maybe("""
    SELECT m.id, m.event, m.address, m.state, m.tries, m.queued_at, m.due_at, m.ended_at, m.message_id, m.answer, m.doubtful
      FROM mail.message m
     WHERE m.id = :id
""")
async def listed(db: Connection, *, id: int) -> Listed | None: ...


@one("""
    SELECT (SELECT count(*) FROM mail.message m WHERE m.state IN ('queued', 'sending')),
           (SELECT min(m.queued_at) FROM mail.message m WHERE m.state IN ('queued', 'sending')),
           (SELECT count(*) FROM mail.message m WHERE m.state IN ('failed', 'gave up') AND m.ended_at > :since)
""")
async def standing(db: Connection, *, since: datetime) -> Standing: ...


@do("""
    UPDATE mail.message
       SET text = shown, shown = NULL, spent = true
     WHERE shown IS NOT NULL AND state IN ('failed', 'gave up') AND ended_at <= :before
""")
async def spend(db: Connection, *, before: datetime) -> None:
    """What opened something does so no more: it is not kept."""


@one("""
    WITH gone AS (
        DELETE FROM mail.message
         WHERE state IN ('sent', 'failed', 'gave up', 'cancelled') AND ended_at <= :before
     RETURNING 1
    )
    SELECT count(*) FROM gone
""")
async def forget(db: Connection, *, before: datetime) -> int: ...


@do("""
    WITH kept AS (
        INSERT INTO mail.caught (at, address, octets) VALUES (:now, :address, :octets) RETURNING id
    )
    DELETE FROM mail.caught c USING kept WHERE c.id <= kept.id - :kept
""")
async def catch(db: Connection, *, now: datetime, address: str, octets: bytes, kept: int) -> None:
    """Keep a mail instead of sending it, with as many before it."""


@many("""
    SELECT c.id, c.at, c.address, c.octets
      FROM mail.caught c
     WHERE (:id::bigint IS NULL OR c.id = :id)
       AND (:address = '' OR lower(c.address) = lower(:address))
     ORDER BY c.id DESC
     LIMIT :most
""")
async def caught(db: Connection, *, id: int | None, address: str, most: int) -> list[Caught]:
    """The newest first."""


@many("""
    SELECT t.language, t.seller_id, t.subject, t.text
      FROM mail.template t
     WHERE t.event = :event
       AND (t.seller_id IS NULL OR t.seller_id = :seller_id OR t.seller_id = panel.shown_as(:seller_id))
""")
async def templates(db: Connection, *, event: str, seller_id: int | None) -> list[Said]:
    """The seller's, those of whoever it is shown as, and the house's."""


@maybe("""
    SELECT a.language FROM iam.account a WHERE a.id = :id
""")
async def language_of(db: Connection, *, id: int) -> str | None: ...
