"""What the database remembers of what accounts were told, and of how they wish to be."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told; `seller_id` None: the house sells to them."""

    login: str
    name: str
    email: str
    language: str
    seller_id: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Wish:
    """`of` is an event, or a group of them."""

    of: str
    channel: str
    wanted: bool


@maybe("""
    SELECT a.login, a.name, a.email, a.language, a.seller_id, a.state
      FROM iam.account a
     WHERE a.id = :id
       AND a.state <> 'wiped'
""")
async def reader(db: Connection, *, id: int) -> Reader | None: ...


@many("""
    SELECT m.address
      FROM mail.money_address m
     WHERE m.account_id = :account_id
       AND m.confirmed_at IS NOT NULL
     ORDER BY m.id
""")
async def money_addresses(db: Connection, *, account_id: int) -> list[str]: ...


@one("""
    SELECT EXISTS (SELECT FROM mail.notice n
                    WHERE n.account_id = :account_id AND n.event = :event AND n.about = :about AND n.at > :since)
""")
async def was_told(db: Connection, *, account_id: int, event: str, about: str, since: datetime) -> bool: ...


@many("""
    SELECT w.event, w.channel, w.wanted
      FROM mail.wish w
     WHERE w.account_id = :account_id
       AND (:event::text IS NULL OR w.event = :event)
""")
async def wishes(db: Connection, *, account_id: int, event: str | None) -> list[Wish]: ...


@many("""
    SELECT w.of, w.channel, w.wanted
      FROM mail.group_wish w
     WHERE w.account_id = :account_id
       AND (:of::text IS NULL OR w.of = :of)
""")
async def group_wishes(db: Connection, *, account_id: int, of: str | None) -> list[Wish]: ...


@do("""
    WITH gone AS (
        DELETE FROM mail.wish w
         USING unnest(:events::text[], :channels::text[], :wanted::boolean[]) AS n (event, channel, wanted)
         WHERE w.account_id = :account_id AND w.event = n.event AND w.channel = n.channel AND n.wanted IS NULL
    )
    INSERT INTO mail.wish (account_id, event, channel, wanted)
    SELECT :account_id, w.event, w.channel, w.wanted
      FROM unnest(:events::text[], :channels::text[], :wanted::boolean[]) AS w (event, channel, wanted)
     WHERE w.wanted IS NOT NULL
        ON CONFLICT (account_id, event, channel) DO UPDATE SET wanted = excluded.wanted
""")
async def wish(
    db: Connection, *, account_id: int, events: list[str], channels: list[str], wanted: list[bool | None]
) -> None:
    """Of single events; None: as of their group."""


@do("""
    INSERT INTO mail.group_wish (account_id, of, channel, wanted)
    SELECT :account_id, w.of, w.channel, w.wanted
      FROM unnest(:groups::text[], :channels::text[], :wanted::boolean[]) AS w (of, channel, wanted)
        ON CONFLICT (account_id, of, channel) DO UPDATE SET wanted = excluded.wanted
""")
async def wish_of_groups(
    db: Connection, *, account_id: int, groups: list[str], channels: list[str], wanted: list[bool]
) -> None: ...


@do("""
    INSERT INTO mail.notice (account_id, event, about, subject, text, on_site, at)
    VALUES (:account_id, :event, :about, :subject, :text, :on_site, :now)
""")
async def keep(
    db: Connection, *, account_id: int, event: str, about: str, subject: str, text: str, on_site: bool, now: datetime
) -> None: ...


@do("""
    UPDATE mail.notice n
       SET read_at = CASE WHEN :read THEN coalesce(n.read_at, :now) END
     WHERE n.account_id = :account_id
       AND n.on_site
       AND (n.id = :id OR :id::bigint IS NULL AND n.read_at IS NULL)
""")
async def mark(db: Connection, *, account_id: int, id: int | None, read: bool, now: datetime) -> None:
    """One of the account's as read or unread; without a number, all that are unread."""


@do("DELETE FROM mail.notice WHERE at < :before")
async def forget(db: Connection, *, before: datetime) -> None:
    """What was told so long ago that nobody looks for it, read or not."""
