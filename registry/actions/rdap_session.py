"""Sessions at RDAP: they begin with a login that comes back once, are refreshed by one process at a time, and end.

Each of these is given the store that it writes to: a process of this door may read from a standby.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from registry.store import rdap_sessions
from registry.store.pool import Store
from registry.store.rdap_sessions import RdapSession
from registry.store.sql import Connection

# Sessions of one person at once (RFC 9560, section 5.2).
MOST: Final = 10
# A process that has not refreshed a session by then has given up.
REFRESHING: Final = timedelta(seconds=30)


class TooManySessions(Exception):
    """A person has as many sessions as anybody may have."""


async def login_comes_back(store: Store, digest: bytes, until: datetime) -> bool:
    """Whether a login comes back for the first time; `until` is when it could not come back any more."""
    return await store.reading(lambda db: rdap_sessions.come_back(db, digest=digest, until=until)) is not None


async def begin_session(store: Store, session: RdapSession) -> None:
    """Raises TooManySessions."""

    async def begin(db: Connection) -> None:
        now = session.begun_at
        if await rdap_sessions.count_of(db, issuer=session.issuer, subject=session.subject, now=now) >= MOST:
            raise TooManySessions
        await rdap_sessions.add(
            db,
            digest=session.digest,
            issuer=session.issuer,
            subject=session.subject,
            identifier=session.identifier,
            claims=session.claims,
            access_token=session.access_token,
            refresh_token=session.refresh_token,
            id_token=session.id_token,
            begun_at=now,
            token_until=session.token_until,
            ends_at=session.ends_at,
        )

    await store.transaction(begin)


async def session_of(store: Store, digest: bytes, now: datetime) -> RdapSession | None:
    """The session of a cookie; None when there is none, or not any more."""
    return await store.reading(lambda db: rdap_sessions.by_digest(db, digest=digest, now=now))


async def hold_session(store: Store, digest: bytes, now: datetime) -> bool:
    """Whether this process may refresh the session; `renew_session` or `release_session` have to follow."""
    until = now + REFRESHING
    held = await store.reading(lambda db: rdap_sessions.hold_for_refresh(db, digest=digest, now=now, until=until))
    return held is not None


async def renew_session(
    store: Store,
    digest: bytes,
    claims: Mapping[str, Any],
    access_token: bytes,
    refresh_token: bytes | None,
    id_token: bytes | None,
    token_until: datetime,
) -> None:
    await store.reading(
        lambda db: rdap_sessions.renew(
            db,
            digest=digest,
            claims=claims,
            access_token=access_token,
            refresh_token=refresh_token,
            id_token=id_token,
            token_until=token_until,
        )
    )


async def release_session(store: Store, digest: bytes) -> None:
    await store.reading(lambda db: rdap_sessions.release(db, digest=digest))


async def end_session(store: Store, digest: bytes) -> RdapSession | None:
    """The session, which is over now; None when it was before."""
    return await store.reading(lambda db: rdap_sessions.remove(db, digest=digest))


async def forget_sessions(store: Store, now: datetime) -> int:
    """Remove what is over: how many sessions that were."""
    return await store.reading(lambda db: rdap_sessions.forget(db, now=now))
