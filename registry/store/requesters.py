"""Accredited requesters, found by the fingerprint of the token that they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.model.requester import Requester
from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    name: str
    about: str
    purposes: list[str]
    tlds: list[str]
    valid_from: datetime
    valid_to: datetime | None
    suspended: bool
    token_at: datetime
    version: int
    logins: list[str]

    def requester(self) -> Requester:
        return Requester(
            self.id,
            self.name,
            self.about,
            tuple(self.purposes),
            tuple(self.tlds),
            self.valid_from,
            self.valid_to,
            self.suspended,
            self.token_at,
            self.version,
            tuple(self.logins),
        )


_REQUESTERS = """
    SELECT q.id, q.name, q.about, q.purposes, q.tlds, q.valid_from, q.valid_to, q.suspended, q.token_at, q.version,
           q.logins
      FROM registry.requester q
"""


@maybe(f"{_REQUESTERS} WHERE q.fingerprint = :fingerprint")
async def _by_fingerprint(db: Connection, *, fingerprint: bytes) -> _Row | None: ...


async def by_fingerprint(db: Connection, fingerprint: bytes) -> Requester | None:
    """Whose token it is, whether or not it counts."""
    row = await _by_fingerprint(db, fingerprint=fingerprint)
    return row.requester() if row else None


@maybe(f"{_REQUESTERS} WHERE q.name = :name FOR NO KEY UPDATE")
async def _lock(db: Connection, *, name: str) -> _Row | None: ...


async def lock(db: Connection, name: str) -> Requester | None:
    """The requester; nobody else changes it until this transaction ends."""
    row = await _lock(db, name=name)
    return row.requester() if row else None


@many(f"{_REQUESTERS} WHERE q.name = ANY(:names)")
async def _named(db: Connection, *, names: list[str]) -> list[_Row]: ...


async def named(db: Connection, names: Sequence[str]) -> list[Requester]:
    """Those of the names that are requesters'."""
    return [row.requester() for row in await _named(db, names=list(names))]


@many(f"{_REQUESTERS} ORDER BY q.name")
async def _every(db: Connection) -> list[_Row]: ...


async def every(db: Connection) -> list[Requester]:
    return [row.requester() for row in await _every(db)]


@one("""
    INSERT INTO registry.requester (name, about, purposes, tlds, logins, valid_from, valid_to, fingerprint, token_at)
    VALUES (:name, :about, :purposes, :tlds, :logins, :valid_from, :valid_to, :fingerprint, :now)
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    name: str,
    about: str,
    purposes: list[str],
    tlds: list[str],
    logins: list[str],
    valid_from: datetime,
    valid_to: datetime | None,
    fingerprint: bytes,
    now: datetime,
) -> int: ...


@do("""
    UPDATE registry.requester
       SET about = :about,
           purposes = :purposes,
           tlds = :tlds,
           logins = :logins,
           valid_from = :valid_from,
           valid_to = :valid_to,
           suspended = :suspended,
           version = :version
     WHERE id = :requester_id
""")
async def change(
    db: Connection,
    *,
    requester_id: int,
    about: str,
    purposes: list[str],
    tlds: list[str],
    logins: list[str],
    valid_from: datetime,
    valid_to: datetime | None,
    suspended: bool,
    version: int,
) -> None: ...


@do("""
    UPDATE registry.requester
       SET fingerprint = :fingerprint,
           token_at = :now,
           version = :version
     WHERE id = :requester_id
""")
async def set_token(db: Connection, *, requester_id: int, fingerprint: bytes, now: datetime, version: int) -> None:
    """From now on only this token opens anything."""
