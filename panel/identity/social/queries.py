"""Queries about who people are at other providers."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many, maybe


@dataclass(frozen=True, slots=True)
class Linked:
    provider: str
    email: str
    linked_at: datetime
    used_at: datetime | None


@maybe("""
    UPDATE iam.remote_identity SET used_at = :now
     WHERE provider = :provider AND subject = :subject
 RETURNING account_id
""")
async def account_of(db: Connection, *, provider: str, subject: str, now: datetime) -> int | None: ...


@maybe("""
    INSERT INTO iam.remote_identity (account_id, provider, subject, email, verified, linked_at)
    VALUES (:account_id, :provider, :subject, :email, :verified, :now)
        ON CONFLICT DO NOTHING
 RETURNING account_id
""")
async def link(
    db: Connection, *, account_id: int, provider: str, subject: str, email: str, verified: bool, now: datetime
) -> int | None:
    """None where another account has it, or the account another of that provider."""


@many("""
    SELECT r.provider, r.email, r.linked_at, r.used_at
      FROM iam.remote_identity r
     WHERE r.account_id = :account_id
     ORDER BY r.provider
""")
async def linked(db: Connection, *, account_id: int) -> list[Linked]: ...


@maybe("DELETE FROM iam.remote_identity WHERE account_id = :account_id AND provider = :provider RETURNING provider")
async def unlink(db: Connection, *, account_id: int, provider: str) -> str | None: ...
