"""Sessions at RDAP of people whom an OpenID provider vouches for (RFC 9560), seen by every process.

Tokens come here sealed, and cookies as their digests: who reads these rows can be nobody by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from registry.store.sql import Connection, do, maybe, one


@dataclass(frozen=True, slots=True)
class RdapSession:
    """A session as stored; `identifier` is whom the client said that it logs in, `claims` what the provider said of him."""

    digest: bytes = field(repr=False)
    issuer: str
    subject: str
    identifier: str | None
    claims: Mapping[str, Any]
    access_token: bytes = field(repr=False)
    refresh_token: bytes | None = field(repr=False)
    id_token: bytes | None = field(repr=False)
    begun_at: datetime
    token_until: datetime
    ends_at: datetime


_COLUMNS: Final = """digest, issuer, subject, identifier, claims, access_token, refresh_token, id_token,
           begun_at, token_until, ends_at"""


@do(f"""
    INSERT INTO registry.rdap_session ({_COLUMNS})
    VALUES (:digest, :issuer, :subject, :identifier, :claims, :access_token, :refresh_token, :id_token,
            :begun_at, :token_until, :ends_at)
""")
async def add(
    db: Connection,
    *,
    digest: bytes,
    issuer: str,
    subject: str,
    identifier: str | None,
    claims: Mapping[str, Any],
    access_token: bytes,
    refresh_token: bytes | None,
    id_token: bytes | None,
    begun_at: datetime,
    token_until: datetime,
    ends_at: datetime,
) -> None: ...


@one("""
    SELECT count(*)
      FROM registry.rdap_session
     WHERE issuer = :issuer
       AND subject = :subject
       AND ends_at > :now
""")
async def count_of(db: Connection, *, issuer: str, subject: str, now: datetime) -> int:
    """How many sessions a person has that are not over."""


@maybe(f"""
    SELECT {_COLUMNS}
      FROM registry.rdap_session
     WHERE digest = :digest
       AND ends_at > :now
""")
async def by_digest(db: Connection, *, digest: bytes, now: datetime) -> RdapSession | None: ...


@maybe("""
    UPDATE registry.rdap_session
       SET refreshing_until = :until
     WHERE digest = :digest
       AND ends_at > :now
       AND (refreshing_until IS NULL OR refreshing_until <= :now)
 RETURNING subject
""")
async def hold_for_refresh(db: Connection, *, digest: bytes, now: datetime, until: datetime) -> str | None:
    """Whether it is ours to refresh: a refresh token is good once, so two processes must not try at the same time."""


@do("""
    UPDATE registry.rdap_session
       SET claims = :claims, access_token = :access_token, refresh_token = :refresh_token,
           id_token = coalesce(:id_token, id_token), token_until = :token_until, refreshing_until = NULL
     WHERE digest = :digest
""")
async def renew(
    db: Connection,
    *,
    digest: bytes,
    claims: Mapping[str, Any],
    access_token: bytes,
    refresh_token: bytes | None,
    id_token: bytes | None,
    token_until: datetime,
) -> None: ...


@do("UPDATE registry.rdap_session SET refreshing_until = NULL WHERE digest = :digest")
async def release(db: Connection, *, digest: bytes) -> None: ...


@maybe(f"DELETE FROM registry.rdap_session WHERE digest = :digest RETURNING {_COLUMNS}")
async def remove(db: Connection, *, digest: bytes) -> RdapSession | None:
    """The session that ends; None when it has ended already."""


@maybe("""
    INSERT INTO registry.rdap_login (digest, until)
    VALUES (:digest, :until)
        ON CONFLICT (digest)
        DO NOTHING
 RETURNING until
""")
async def come_back(db: Connection, *, digest: bytes, until: datetime) -> datetime | None:
    """A login comes back from its provider; None when it has done so before."""


@one("""
    WITH sessions AS (DELETE FROM registry.rdap_session WHERE ends_at <= :now RETURNING 1),
         logins AS (DELETE FROM registry.rdap_login WHERE until <= :now)
    SELECT count(*)
      FROM sessions
""")
async def forget(db: Connection, *, now: datetime) -> int:
    """Remove what is over; how many sessions that were."""
