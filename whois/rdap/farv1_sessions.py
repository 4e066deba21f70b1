"""Sessions of RDAP's askers (RFC 9560, sections 5.3 to 5.5): their status, their refreshing, their end.

The rule of this file: whatever a provider says at the end, a session is over here when its person says so.
"""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from registry.actions.rdap_session import end_session, hold_session, release_session, renew_session, session_of
from registry.context import Context
from registry.store.rdap_sessions import RdapSession
from whois.openid.exchange import ProviderSilent
from whois.openid.party import Granted
from whois.openid.tokens import NotBelieved
from whois.rdap.askers import NotAdmitted
from whois.rdap.farv1_shapes import Session, SessionAnswer, SessionInfo
from whois.rdap.federation import SESSION, Federation, Parameters, cookie, kept, without_cookie
from wire.web import HttpRequest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: the notice's title and sentences, what stands beside them, and headers."""

    title: str
    sentences: tuple[str, ...]
    answer: SessionAnswer = SessionAnswer()
    headers: tuple[tuple[str, str], ...] = ()


class Failed(Exception):
    """Why a login became none, with what is said of whom it was to be."""

    def __init__(self, status: int, reason: str, session: Session, *headers: tuple[str, str]) -> None:
        super().__init__(reason)
        self.status = status
        self.session = session
        self.headers = headers


class Sessions:
    """What is asked about a session that has begun; each of these answers one path."""

    def __init__(self, federation: Federation) -> None:
        self._federation = federation

    async def status(self, cx: Context, request: HttpRequest, asked: Parameters) -> Said:
        session = await current_session(self._federation, cx, _with_cookie(request))
        active = session is not None and cx.now < session.token_until
        sentences = ("Session status succeeded",) if active else ("Session status succeeded", "No active session")
        answer = SessionAnswer(told(session, cx.now)) if session and active else SessionAnswer()
        return Said("Session Status Result", sentences, answer)

    async def refresh(self, cx: Context, request: HttpRequest, asked: Parameters) -> Said:
        session = await current_session(self._federation, cx, _with_cookie(request))
        party = self._federation.party_of(session.issuer) if session else None
        if session is None or party is None:
            raise NotAdmitted(
                401, "Your session is over. Please log in again.", ("Set-Cookie", without_cookie(SESSION))
            )
        title = "Session Refresh Result"
        unchanged = SessionAnswer(told(session, cx.now))
        refresh_token = self._opened("refresh", session.refresh_token)
        if refresh_token is None:
            return Said(title, ("Token refresh is not supported by the provider.",), unchanged)
        store = self._federation.store
        if not await hold_session(store, session.digest, cx.now):
            return Said(title, ("The session is being refreshed by another request.",), unchanged)
        try:
            granted = await party.refreshed(refresh_token, session.subject, cx.now)
        except NotBelieved as why:
            await release_session(store, session.digest)
            log.warning("a session by %s is not refreshed: %s", session.issuer, why)
            shown = unchanged.farv1_session or Session()
            raise Failed(401, f"Token refresh failed: {why}.", shown) from None
        except ProviderSilent:
            await release_session(store, session.digest)
            raise
        renewed = sealed_session(self._federation, "", granted, session.issuer, session.identifier, cx.now)
        await renew_session(
            store,
            session.digest,
            renewed.claims,
            renewed.access_token,
            renewed.refresh_token,
            renewed.id_token,
            min(renewed.token_until, session.ends_at),
        )
        shortened = replace(renewed, token_until=min(renewed.token_until, session.ends_at))
        sentences = ("Session refresh succeeded", "Token refresh succeeded.")
        return Said(title, sentences, SessionAnswer(told(shortened, cx.now)))

    async def logout(self, cx: Context, request: HttpRequest, asked: Parameters) -> Said:
        digest = self._federation.session_digest(_with_cookie(request))
        session = await end_session(self._federation.store, digest) if digest else None
        over = (("Set-Cookie", without_cookie(SESSION)),)
        if session is None:
            return Said("Logout Result", ("Logout succeeded", "No active session"), headers=over)
        sentences = await self._left(session)
        return Said("Logout Result", ("Logout succeeded", *sentences), headers=over)

    async def _left(self, session: RdapSession) -> tuple[str, ...]:
        """What the provider made of it; the session is over here whatever it says."""
        party = self._federation.party_of(session.issuer)
        access = self._opened("access", session.access_token)
        if party is None or access is None:
            return ()
        refresh, identity = (
            self._opened("refresh", session.refresh_token),
            self._opened("id", session.id_token),
        )
        try:
            revoked, left = await party.ended(access, refresh, identity)
        except ProviderSilent as why:
            log.warning("a provider did not hear of a logout: %s", why)
            return ("Provider logout failed: The provider gives no answer.",)
        return _outcome("Provider logout", left), _outcome("Token revocation", revoked)

    def _opened(self, use: str, sealed: bytes | None) -> str | None:
        return self._federation.seal.opened(use, sealed) if sealed else None


async def current_session(federation: Federation, cx: Context, request: HttpRequest) -> RdapSession | None:
    """The session whose cookie a request brings; its token may have ended."""
    digest = federation.session_digest(request)
    return await session_of(federation.store, digest, cx.now) if digest else None


def sealed_session(
    federation: Federation, value: str, granted: Granted, issuer: str, identifier: str | None, now: datetime
) -> RdapSession:
    """A session as it is stored, of somebody whose cookie holds `value`."""
    seal = federation.seal
    ends = now + federation.lifetime
    return RdapSession(
        hashlib.sha256(value.encode()).digest(),
        issuer,
        granted.subject,
        identifier,
        kept(granted.claims),
        seal.closed("access", granted.access_token),
        seal.closed("refresh", granted.refresh_token) if granted.refresh_token else None,
        seal.closed("id", granted.id_token) if granted.id_token else None,
        now,
        min(now + timedelta(seconds=granted.lifetime), ends),
        ends,
    )


def told(session: RdapSession, now: datetime) -> Session:
    left = max(0, int((session.token_until - now).total_seconds()))
    info = SessionInfo(left, session.refresh_token is not None)
    return Session(session.identifier, session.issuer, session.claims, info)


def _with_cookie(request: HttpRequest) -> HttpRequest:
    """Raises NotAdmitted for who has no cookie of a session (RFC 9560, section 5.6)."""
    if cookie(request, SESSION) is None:
        raise NotAdmitted(409, "There is no session: log in first, and send its cookie.")
    return request


def _outcome(what: str, done: bool | None) -> str:
    if done is None:
        return f"{what} failed: Not supported by provider."
    return f"{what} successful." if done else f"{what} failed."
