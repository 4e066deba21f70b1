"""Queries about keys of programs."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Key:
    id: int
    name: str
    ends_at: datetime
    revoked_at: datetime | None


@many("""
    SELECT k.id, k.name, k.ends_at, k.revoked_at
      FROM iam.api_key k
     WHERE k.account_id = :account_id
       AND k.id = ANY (:ids)
""")
async def keys_of(db: Connection, *, account_id: int, ids: list[int]) -> list[Key]: ...


@maybe("""
    INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, networks, made_at, ends_at)
    SELECT :account_id, :name, :begins, :token_hash, :permissions, :networks::text[]::cidr[], :now, :ends_at
     WHERE (SELECT count(*) FROM iam.api_key k
             WHERE k.account_id = :account_id AND k.revoked_at IS NULL AND k.ends_at > :now) < :most
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    account_id: int,
    name: str,
    begins: str,
    token_hash: bytes,
    permissions: list[str],
    networks: list[str],
    now: datetime,
    ends_at: datetime,
    most: int,
) -> int | None:
    """None where the account has as many as one may have."""


@do("UPDATE iam.api_key SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
async def revoke(db: Connection, *, id: int, now: datetime) -> None: ...
