"""Logins of RDAP's askers (RFC 9560, section 5.2): with a browser, which is sent to the provider and back, or by a device.

The rules of this file:

* A login comes back to the client that began it, once: what it is held against travels sealed in that client's cookie.
* Where people are sent is a provider's published endpoint; no parameter of a request leads anywhere.
"""

import asyncio
import hashlib
import logging
import re
import secrets
from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import astuple, replace
from datetime import timedelta
from hmac import compare_digest
from typing import Final

from registry.actions.rdap_session import TooManySessions, begin_session, login_comes_back
from registry.clock import Clock, stopwatch
from registry.context import Context
from whois.openid.party import DeviceGrant, Granted, NotYet, Party, Pending
from whois.openid.tokens import NotBelieved
from whois.rdap.askers import NotAdmitted
from whois.rdap.door import PRIVATE
from whois.rdap.farv1_sessions import Failed, Said, current_session, sealed_session, told
from whois.rdap.farv1_shapes import Session, SessionAnswer
from whois.rdap.federation import SESSION, Federation, Parameters, cookie, with_cookie, without_cookie
from wire.web import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

LOGIN: Final = "__Host-farv1_login"
# How long somebody may take at his provider.
_PATIENCE: Final = timedelta(minutes=10)
# How long a request waits for somebody who types in a code at another device, and how many may wait.
WAIT: Final = 25.0
_MOST_WAITING: Final = 100
_CODE: Final = re.compile(r"[a-z_]{1,60}")
_IDENTIFIER: Final = re.compile(r"[!-~]{1,255}")
LATER: Final = ("Retry-After", "60")


class Logins:
    """How sessions begin; each of these answers one path."""

    def __init__(self, clock: Clock, federation: Federation) -> None:
        self._clock = clock
        self._federation = federation
        self._waiting = 0

    async def login(self, cx: Context, request: HttpRequest, asked: Parameters) -> HttpResponse:
        if await current_session(self._federation, cx, request):
            raise NotAdmitted(409, "You have a session. Log out before you log in again.")
        identifier = _identifier(request, asked)
        party = self._federation.party(asked, identifier)
        pending, url = await party.begun(identifier)
        until = cx.now + _PATIENCE
        ticket = self._federation.seal.ticket("login", [*astuple(pending), identifier], until)
        held = with_cookie(LOGIN, ticket, int(_PATIENCE.total_seconds()), strict=False)
        return HttpResponse(302, (*PRIVATE, ("Location", url), ("Set-Cookie", held)))

    async def back(self, cx: Context, request: HttpRequest, asked: Parameters) -> Said:
        """The client comes back from its provider with a code, or with the reason why there is none."""
        given = asked.given or {}
        held = self._federation.seal.admitted("login", cookie(request, LOGIN) or "", cx.now)
        over = ("Set-Cookie", without_cookie(LOGIN))
        if held is None:
            raise Failed(400, "No login was begun here, or too long ago. Please log in.", Session(), over)
        *begun, identifier = held
        pending = Pending(*begun)
        session = Session(identifier, pending.issuer)
        if not compare_digest(given.get("state", "").encode(), pending.state.encode()):
            raise Failed(400, "This does not answer the login that was begun here.", session, over)
        party = self._federation.party_of(pending.issuer)
        if party is None:
            raise Failed(400, "This provider is not known here any more.", session, over)
        digest = hashlib.sha256(pending.state.encode()).digest()
        if not await login_comes_back(self._federation.store, digest, cx.now + _PATIENCE):
            raise Failed(400, "This login has come back before. Please log in again.", session, over)
        if "code" not in given:
            code = given.get("error", "")
            told = f" ({code})" if _CODE.fullmatch(code) else ""
            raise Failed(401, f"Your provider did not log you in{told}.", session, over)
        code, issuer = given["code"], given.get("iss")
        try:
            said = await self._admitted(cx, party, identifier, lambda: party.finished(pending, code, issuer, cx.now))
        except Failed as why:
            why.headers = (*why.headers, over)
            raise
        return replace(said, headers=(*said.headers, over))

    async def _admitted(
        self, cx: Context, party: Party, identifier: str | None, grant: Callable[[], Awaitable[Granted]]
    ) -> Said:
        """A session for whoever the provider vouches for. Raises Failed; NotYet where a device is waited for."""
        issuer = party.provider.issuer
        try:
            granted = await grant()
            value = secrets.token_urlsafe(32)
            session = sealed_session(self._federation, value, granted, issuer, identifier, cx.now)
            await begin_session(self._federation.store, session)
        except NotBelieved as why:
            log.warning("a login by %s failed: %s", issuer, why)
            raise Failed(401, f"Login failed: {why}.", Session(identifier, issuer)) from None
        except TooManySessions:
            raise Failed(409, "You have as many sessions as anybody may have.", Session(identifier, issuer)) from None
        seconds = int(self._federation.lifetime.total_seconds())
        held = "Set-Cookie", with_cookie(SESSION, value, seconds, strict=True)
        return Said("Login Result", ("Login succeeded",), SessionAnswer(told(session, cx.now)), (held,))

    # --- a login on a device that has no browser --------------------------------------------------------------------

    async def device(self, cx: Context, request: HttpRequest, asked: Parameters) -> Said:
        identifier = _identifier(request, asked)
        party = self._federation.party(asked, identifier)
        grant = await party.device()
        if grant is None:
            raise NotAdmitted(501, "Your provider has no login for devices.")
        until = cx.now + timedelta(seconds=grant.expires_in)
        ours = [party.provider.issuer, identifier, grant.device_code, grant.interval]
        told = _device_info(grant, self._federation.seal.ticket("device", ours, until))
        return Said("Device Login Result", ("Login succeeded",), SessionAnswer(farv1_device_info=told))

    async def poll(self, cx: Context, request: HttpRequest, asked: Parameters) -> Said:
        held = self._federation.seal.admitted("device", asked.device_code or "", cx.now)
        if held is None:
            raise NotAdmitted(400, "The parameter farv1_dc is no code of a login that goes on here.")
        issuer, identifier, device_code, interval = held
        if (asked.iss or asked.id) and self._federation.party(asked).provider.issuer != issuer:
            raise NotAdmitted(400, "The code is of a login at another provider.")
        party = self._federation.party_of(issuer)
        if party is None:
            raise NotAdmitted(400, "This provider is not known here any more.")
        if self._waiting >= _MOST_WAITING:
            raise NotAdmitted(503, "Too many devices are waiting. Please try again later.", LATER)
        self._waiting += 1
        try:
            return await self._waited(cx, party, identifier, device_code, interval)
        finally:
            self._waiting -= 1

    async def _waited(
        self, cx: Context, party: Party, identifier: str | None, device_code: str, interval: float
    ) -> Said:
        began = stopwatch()
        while True:
            now = self._clock.now()
            try:
                return await self._admitted(cx, party, identifier, lambda at=now: party.polled(device_code, at))  # type: ignore[misc]
            except NotYet as why:
                interval += 5 if why.slower else 0
            if stopwatch() - began + interval > WAIT:
                session = Session(identifier, party.provider.issuer)
                raise Failed(401, "Nobody has typed in the code yet. Please poll again.", session)
            await asyncio.sleep(interval)


def _device_info(grant: DeviceGrant, code: str) -> dict[str, str | int]:
    """The code that the client keeps is ours: it says where it is from, and is good for nothing elsewhere."""
    complete = grant.verification_uri_complete
    return {
        "device_code": code,
        "user_code": grant.user_code,
        "verification_uri": grant.verification_uri,
        **({"verification_uri_complete": complete} if complete else {}),
        "expires_in": grant.expires_in,
        "interval": grant.interval,
    }


def _identifier(request: HttpRequest, asked: Parameters) -> str | None:
    """Whom a client logs in: by a parameter or by Basic authentication without a password (RFC 9560, section 5.2.1)."""
    found = asked.id
    scheme, _, words = request.headers.get("authorization", "").partition(" ")
    if found is None and scheme.lower() == "basic":
        try:
            found = b64decode(words, validate=True).decode().partition(":")[0]
        except ValueError:
            raise NotAdmitted(400, "The authorization header holds no end-user identifier.") from None
    if found is not None and not _IDENTIFIER.fullmatch(found):
        raise NotAdmitted(400, "An end-user identifier has 1 to 255 visible characters of ASCII.")
    return found
