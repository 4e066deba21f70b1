"""Queries about terms and consents."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import held_within
from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Terms:
    """A version; `seller` is the reseller whose clients it is for (None: the house)."""

    id: int
    kind: str
    seller: str | None
    text: str
    valid_from: datetime
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms as they stand to somebody: `given` is what they said last (None: nothing), and when."""

    id: int
    kind: str
    text: str
    valid_from: datetime
    given: bool | None
    said_at: datetime | None


_COLUMNS = "t.id, t.kind, s.login, t.text, t.valid_from, t.by, t.at"
_SOURCES = "FROM panel.terms t LEFT JOIN iam.account s ON s.id = t.seller_id"
_THEIRS = held_within("t.seller_id")


@many(f"SELECT {_COLUMNS} {_SOURCES} WHERE t.id = ANY (:ids) AND (:everything OR {_THEIRS})")
async def terms(db: Connection, *, ids: list[int], everything: bool, root: int | None) -> list[Terms]:
    """Those of them that the scope has."""


@maybe("""
    INSERT INTO panel.terms (seller_id, kind, text, valid_from, by, at)
    VALUES (:seller_id, :kind, :text, :valid_from, :by, :now)
        ON CONFLICT DO NOTHING
 RETURNING id
""")
async def publish(
    db: Connection, *, seller_id: int | None, kind: str, text: str, valid_from: datetime, by: str, now: datetime
) -> int | None:
    """Its number; None: another begins at that instant."""


@do("""
    DELETE FROM panel.terms t WHERE t.id = :id AND t.valid_from > :now
""")
async def withdraw(db: Connection, *, id: int, now: datetime) -> None:
    """What has not begun; nobody can have agreed to it."""


@many("""
    SELECT t.id, t.kind, t.text, t.valid_from, last.given, last.at
      FROM panel.terms_for(:account_id, :now) t
      LEFT JOIN LATERAL (SELECT c.given, c.at
                           FROM panel.consent c
                          WHERE c.account_id = :account_id
                            AND c.terms_id = t.id
                          ORDER BY c.id DESC
                          LIMIT 1) last ON true
     ORDER BY t.kind DESC
""")
async def asked_of(db: Connection, *, account_id: int, now: datetime) -> list[Asked]: ...


@do("""
    INSERT INTO panel.consent (account_id, terms_id, given, at, address)
    SELECT :account_id, t.id, :given, :now, :address::text::inet
      FROM panel.terms_for(:account_id, :now) t
     WHERE t.id = ANY (:ids)
     ORDER BY t.id
""")
async def say(db: Connection, *, account_id: int, ids: list[int], given: bool, now: datetime, address: str) -> None:
    """What somebody says of those of these terms that they are asked to agree to; nothing of any others."""
