"""Queries about links that were mailed to accounts."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, maybe, one


@dataclass(frozen=True, slots=True)
class Link:
    """A good one; `email` is what it is about: where it was sent, or where it leads back to."""

    id: int
    account_id: int
    email: str
    session_id: int | None
    made_at: datetime


@one(
    "SELECT count(*) FROM iam.mailed_link k WHERE k.account_id = :account_id AND k.purpose = :purpose AND k.made_at > :since"
)
async def drawn_since(db: Connection, *, account_id: int, purpose: str, since: datetime) -> int: ...


@maybe("SELECT a.id FROM iam.account a WHERE a.id = :id FOR NO KEY UPDATE")
async def take_turn(db: Connection, *, id: int) -> int | None:
    """Nobody else counts or draws links of the account until the transaction ends."""


@do("""
    INSERT INTO iam.mailed_link (digest, purpose, account_id, email, holds_for, session_id, made_at, expires_at)
    VALUES (:digest, :purpose, :account_id, :email, :holds_for, :session_id, :now, :expires_at)
""")
async def keep(
    db: Connection,
    *,
    digest: bytes,
    purpose: str,
    account_id: int,
    email: str,
    holds_for: str | None,
    session_id: int | None,
    now: datetime,
    expires_at: datetime,
) -> None: ...


@maybe("""
    SELECT k.id, k.account_id, k.email, k.session_id, k.made_at
      FROM iam.mailed_link k
      JOIN iam.account a ON a.id = k.account_id
     WHERE k.digest = :digest
       AND k.purpose = :purpose
       AND k.used_at IS NULL
       AND k.expires_at > :now
       AND a.state = 'active'
       AND (k.holds_for IS NULL OR k.holds_for = a.email)
""")
async def good(db: Connection, *, digest: bytes, purpose: str, now: datetime) -> Link | None:
    """None: there is no such link that is good, or whom it was sent to may not come in."""


@maybe("""
    UPDATE iam.mailed_link k
       SET used_at = :now
      FROM iam.account a
     WHERE k.digest = :digest
       AND k.purpose = :purpose
       AND k.used_at IS NULL
       AND k.expires_at > :now
       AND a.id = k.account_id
       AND a.state = 'active'
       AND (k.holds_for IS NULL OR k.holds_for = a.email)
 RETURNING k.id, k.account_id, k.email, k.session_id, k.made_at
""")
async def use(db: Connection, *, digest: bytes, purpose: str, now: datetime) -> Link | None:
    """It is good no more: of two who follow it at once, the second finds it used."""


@do("""
    UPDATE iam.mailed_link k
       SET used_at = :now
     WHERE k.account_id = :account_id
       AND k.purpose = ANY (:purposes::text[])
       AND k.id > :after
       AND k.used_at IS NULL
""")
async def end(db: Connection, *, account_id: int, purposes: list[str], now: datetime, after: int) -> None:
    """Those of the account, drawn after this one, lead nowhere any more."""


@maybe("""
    SELECT k.email
      FROM iam.mailed_link k
     WHERE k.account_id = :account_id
       AND k.purpose = 'confirm'
       AND k.used_at IS NULL
       AND k.expires_at > :now
     ORDER BY k.id DESC
     LIMIT 1
""")
async def waiting(db: Connection, *, account_id: int, now: datetime) -> str | None:
    """The address that a link was sent to which nobody has followed yet."""


@one("SELECT EXISTS (SELECT FROM iam.account a WHERE a.id = :id AND a.confirmed_email = :email)")
async def was_confirmed(db: Connection, *, id: int, email: str) -> bool:
    """Whether the account has proved that address, which may be its own no more."""


@do("DELETE FROM iam.mailed_link WHERE expires_at < :before")
async def forget(db: Connection, *, before: datetime) -> None:
    """Those that are over for long."""
