"""Queries about the keys that tokens are signed with."""

from dataclasses import dataclass, field
from datetime import datetime

from registry.store.sql import Connection, do, many


@dataclass(frozen=True, slots=True)
class SealedKey:
    kid: str
    sealed: bytes = field(repr=False)
    since: datetime


@many("SELECT kid, sealed, since FROM iam.signing_key ORDER BY since DESC, kid")
async def keys(db: Connection) -> list[SealedKey]: ...


@do("LOCK TABLE iam.signing_key IN SHARE ROW EXCLUSIVE MODE")
async def lock_keys(db: Connection) -> None: ...


@do("INSERT INTO iam.signing_key (kid, sealed, since) VALUES (:kid, :sealed, :since)")
async def add_key(db: Connection, *, kid: str, sealed: bytes, since: datetime) -> None: ...


@do("DELETE FROM iam.signing_key WHERE kid = ANY (:kids)")
async def drop_keys(db: Connection, *, kids: list[str]) -> None: ...
