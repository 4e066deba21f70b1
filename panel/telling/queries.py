"""What people are told of: rows that are written anyway, by their numbers, and who holds which rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.store.sql import Connection, do, many, maybe

_PARTS = """ARRAY(SELECT o.role FROM iam.account_role o WHERE o.account_id = a.id
                  UNION ALL SELECT CASE WHEN g.denied THEN 'deny:' || g.permission ELSE g.permission END
                              FROM iam.account_right g WHERE g.account_id = a.id)"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be told: `parts` are roles, single rights and denials."""

    id: int
    login: str
    registrar_id: int | None
    parts: list[str]


@many(f"""
    SELECT a.id, a.login, a.registrar_id, {_PARTS}
      FROM iam.account a
     WHERE a.registrar_id = ANY (:registrars)
       AND a.state = 'active'
     ORDER BY a.id
""")
async def people_of(db: Connection, *, registrars: list[int]) -> list[Person]: ...


@many(f"""
    SELECT a.id, a.login, a.registrar_id, {_PARTS}
      FROM iam.account a
     WHERE a.kind = 'staff'
       AND a.state = 'active'
     ORDER BY a.id
""")
async def staff(db: Connection) -> list[Person]: ...


@maybe("SELECT f.told FROM panel.followed f WHERE f.follower = :follower FOR UPDATE SKIP LOCKED")
async def take(db: Connection, *, follower: str) -> int | None:
    """Up to which row it was told; None while another worker is at it."""


@do("UPDATE panel.followed SET told = :told WHERE follower = :follower")
async def reached(db: Connection, *, follower: str, told: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was left to a registrar (registry/store/polls.py reads its data)."""

    registrar_id: int
    registrar: str
    kind: str
    data: Mapping[str, Any]


@many("""
    SELECT m.registrar_id, r.handle, m.kind, m.data
      FROM registry.poll_message m
      JOIN registry.registrar r ON r.id = m.registrar_id
     WHERE m.id > :after
       AND m.id <= :upto
       AND m.kind = ANY (:kinds)
     ORDER BY m.id
""")
async def messages(db: Connection, *, after: int, upto: int, kinds: list[str]) -> list[Message]: ...


@dataclass(frozen=True, slots=True)
class Version:
    """What became of a registrar."""

    registrar_id: int
    registrar: str
    event: str
    at: datetime


@many("""
    SELECT r.id, r.handle, h.event, h.at
      FROM registry.history h
      JOIN registry.registrar r ON r.handle = h.name
     WHERE h.id > :after
       AND h.id <= :upto
       AND h.kind = 'registrar'
       AND h.event = ANY (:events)
     ORDER BY h.id
""")
async def of_registrars(db: Connection, *, after: int, upto: int, events: list[str]) -> list[Version]: ...


@dataclass(frozen=True, slots=True)
class Booking:
    """`amount` in minor units, as the account feels it."""

    registrar_id: int
    registrar: str
    currency: str
    amount: int


@many("""
    SELECT l.registrar_id, r.handle, l.currency, l.amount
      FROM registry.ledger l
      JOIN registry.registrar r ON r.id = l.registrar_id
     WHERE l.id > :after
       AND l.id <= :upto
       AND CASE WHEN :refunds THEN l.reverses_id IS NOT NULL ELSE l.kind = 'topUp' END
     ORDER BY l.id
""")
async def bookings(db: Connection, *, after: int, upto: int, refunds: bool) -> list[Booking]: ...


@dataclass(frozen=True, slots=True)
class TopUp:
    """A top-up that people were not told the present status of."""

    registrar_id: int
    registrar: str
    currency: str
    amount: int
    status: str
    reason: str
    decision: str | None
    proposed_by: str
    decided_by: str | None


@many("""
    WITH next AS (
        SELECT u.id FROM registry.topup u WHERE u.told <> u.status ORDER BY u.id LIMIT :most FOR UPDATE SKIP LOCKED
    ), told AS (
        UPDATE registry.topup u
           SET told = u.status
          FROM next
         WHERE u.id = next.id
     RETURNING u.id, u.registrar_id, u.currency, u.amount, u.status, u.reason, u.decision, u.proposed_by,
               u.decided_by
    )
    SELECT t.registrar_id, r.handle, t.currency, t.amount, t.status, t.reason, t.decision, t.proposed_by,
           t.decided_by
      FROM told t
      JOIN registry.registrar r ON r.id = t.registrar_id
     ORDER BY t.id
""")
async def topups(db: Connection, *, most: int) -> list[TopUp]:
    """Some of them; they are told with that."""


@dataclass(frozen=True, slots=True)
class Registrar:
    id: int
    handle: str


@many("SELECT r.id, r.handle FROM registry.registrar r WHERE r.handle = ANY (:handles) ORDER BY r.handle")
async def registrars(db: Connection, *, handles: list[str]) -> list[Registrar]: ...


@many("""
    SELECT r.id, r.handle
      FROM registry.registrar r
     WHERE EXISTS (SELECT FROM registry.ledger l WHERE l.registrar_id = r.id AND l.at >= :since AND l.at < :until)
     ORDER BY r.handle
""")
async def booked(db: Connection, *, since: datetime, until: datetime) -> list[Registrar]:
    """Those whose account something was booked in, in that time."""


@many("""
    SELECT coalesce(t.name, r.handle) || ', ' || d.day
      FROM registry.deposit d
      LEFT JOIN registry.tld t ON t.id = d.tld_id
      LEFT JOIN registry.registrar r ON r.id = d.registrar_id
     WHERE d.state NOT IN ('confirmed', 'rejected')
       AND d.stopped
     ORDER BY d.day, d.id
""")
async def deposits_held_up(db: Connection) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Spread:
    """Something that many are told; `told_to` is the number of the last account that was looked at."""

    id: int
    event: str
    about: str
    what: str
    seller_id: int | None
    from_at: datetime
    told_to: int


@do("""
    INSERT INTO mail.spread (event, about, what, seller_id, from_at, made_at)
    VALUES (:event, :about, :what, :seller_id, :from_at, :now)
        ON CONFLICT (event, about) DO NOTHING
""")
async def spread(
    db: Connection,
    *,
    event: str,
    about: str,
    what: str,
    seller_id: int | None,
    from_at: datetime,
    now: datetime,
) -> None:
    """Many are to be told; once, whoever says so how often."""


@do("DELETE FROM mail.spread s WHERE s.event = :event AND s.about = :about AND s.from_at > :now")
async def gather_in(db: Connection, *, event: str, about: str, now: datetime) -> None:
    """Nobody is told of it after all; what has begun goes on."""


@maybe("""
    SELECT s.id, s.event, s.about, s.what, s.seller_id, s.from_at, s.told_to
      FROM mail.spread s
     WHERE s.ended_at IS NULL
       AND s.from_at <= :now
     ORDER BY s.from_at, s.id
     LIMIT 1
       FOR UPDATE SKIP LOCKED
""")
async def next_spread(db: Connection, *, now: datetime) -> Spread | None:
    """One that is to go on, for this transaction alone; None: there is none, or others are at it."""


@do("""
    UPDATE mail.spread
       SET told_to = :told_to, told = told + :told, ended_at = CASE WHEN :over THEN :now::timestamptz END
     WHERE id = :id
""")
async def spread_on(db: Connection, *, id: int, told_to: int, told: int, over: bool, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Listener:
    """`asked`: whether these terms are what they are to agree to, and have not."""

    id: int
    login: str
    asked: bool


@many("""
    SELECT a.id, a.login,
           EXISTS (SELECT FROM panel.terms_owed(a.id, :now) t WHERE t.id = :terms)
      FROM iam.account a
     WHERE a.id > :after
       AND a.kind IN ('client', 'reseller')
       AND a.state = 'active'
       AND (:seller_id::bigint IS NULL OR a.seller_id = :seller_id)
     ORDER BY a.id
     LIMIT :most
""")
async def who_agree(
    db: Connection, *, after: int, seller_id: int | None, terms: int, now: datetime, most: int
) -> list[Listener]:
    """The next of those who may have to agree to them."""
