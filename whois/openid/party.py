"""What a relying party says to a provider: codes and refresh tokens become tokens, tokens become claims, and end.

The rules of this file:

* Nothing of a token is believed before whois/openid/tokens.py has verified it.
* What a provider declines is NotBelieved; where it gives no answer it is ProviderSilent, and nobody is admitted for that.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

from registry.clock import stopwatch
from whois.openid import tokens
from whois.openid.discovery import Published
from whois.openid.exchange import Exchange, ProviderSilent, Reply
from whois.openid.providers import Provider
from whois.openid.tokens import Claims, NotBelieved

# What a token lasts whose provider does not say.
_LIFETIME: Final = 300
_DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"
_MEMBERS: Final = ("device_code", "user_code", "verification_uri")


class NotYet(Exception):
    """A person has not finished on the other device; `slower`: the provider wants to be asked less often (RFC 8628, 3.5)."""

    def __init__(self, slower: bool) -> None:
        super().__init__()
        self.slower = slower


@dataclass(frozen=True, slots=True)
class Pending:
    """A login that has begun: what its end is held against. Secret, but for its `state`."""

    issuer: str
    state: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Granted:
    """Who somebody is, by a provider's word, and the tokens that it gave; `lifetime` is in seconds."""

    claims: Claims
    access_token: str = field(repr=False)
    lifetime: int
    refresh_token: str | None = field(repr=False)
    id_token: str | None = field(repr=False)

    @property
    def subject(self) -> str:
        return str(self.claims["sub"])


@dataclass(frozen=True, slots=True)
class DeviceGrant:
    """What somebody types in at another device (RFC 8628, section 3.2); times in seconds."""

    device_code: str = field(repr=False)
    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    expires_in: int
    interval: int


class Party:
    """We, as one provider knows us. All methods raise ProviderSilent; those that believe something raise NotBelieved."""

    def __init__(
        self, provider: Provider, exchange: Exchange, redirect_uri: str, seconds: Callable[[], float] = stopwatch
    ) -> None:
        self.provider = provider
        self._exchange = exchange
        self._redirect_uri = redirect_uri
        self._published = Published(provider, exchange, seconds)

    async def begun(self, hint: str | None) -> tuple[Pending, str]:
        """A login, and where a person is sent for it; `hint` is who he says he is."""
        endpoints = await self._published.endpoints()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        parameters = {
            **self.provider.parameters,
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(self.provider.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **({"login_hint": hint} if hint else {}),
        }
        joint = "&" if urlsplit(endpoints.authorization).query else "?"
        url = f"{endpoints.authorization}{joint}{urlencode(parameters)}"
        return Pending(self.provider.issuer, state, nonce, verifier), url

    async def finished(self, pending: Pending, code: str, issuer: str | None, now: datetime) -> Granted:
        """What a code is worth; `issuer` is who sent it, as far as that was said (RFC 9207)."""
        endpoints = await self._published.endpoints()
        if issuer != self.provider.issuer and (issuer is not None or endpoints.names_itself):
            raise NotBelieved("another provider sent it than the one that was asked")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": pending.verifier,
        }
        return await self._granted(await self._post(endpoints.token, form), now, nonce=pending.nonce)

    async def refreshed(self, refresh_token: str, subject: str, now: datetime) -> Granted:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        reply = await self._post((await self._published.endpoints()).token, form)
        return await self._granted(reply, now, subject=subject, before=refresh_token)

    async def device(self) -> DeviceGrant | None:
        """None where the provider has no such flow."""
        endpoint = (await self._published.endpoints()).device
        if endpoint is None:
            return None
        reply = await self._post(endpoint, {"scope": " ".join(self.provider.scopes)})
        said = reply.document
        code, user_code, uri = (said.get(name) for name in _MEMBERS)
        if reply.status != 200 or not all(isinstance(each, str) and each for each in (code, user_code, uri)):
            raise ProviderSilent(f"{self.provider.issuer} gives no code for a device ({reply.error})")
        complete = said.get("verification_uri_complete")
        return DeviceGrant(
            str(code),
            str(user_code),
            str(uri),
            complete if isinstance(complete, str) else None,
            _seconds(said.get("expires_in"), 600, 3600),
            _seconds(said.get("interval"), 5, 60),
        )

    async def polled(self, device_code: str, now: datetime) -> Granted:
        """Raises NotYet as long as nobody has typed in the code."""
        form = {"grant_type": _DEVICE, "device_code": device_code}
        reply = await self._post((await self._published.endpoints()).token, form)
        if reply.status == 400 and reply.error in ("authorization_pending", "slow_down"):
            raise NotYet(reply.error == "slow_down")
        return await self._granted(reply, now)

    async def ended(
        self, access_token: str, refresh_token: str | None, id_token: str | None
    ) -> tuple[bool | None, bool | None]:
        """Whether tokens were revoked (RFC 7009), and whether the provider ended its session; None: it offers no such thing."""
        endpoints = await self._published.endpoints()
        revoked = left = None
        if endpoints.revocation:
            replies = [
                await self._post(endpoints.revocation, {"token": each})
                for each in (refresh_token, access_token)
                if each
            ]
            revoked = all(each.status == 200 for each in replies)
        if endpoints.end_session and id_token:
            form = {"id_token_hint": id_token, "client_id": self.provider.client_id}
            left = (await self._exchange.post(endpoints.end_session, form)).status < 400
        return revoked, left

    async def bearer(self, token: str, now: datetime) -> Claims:
        """Who sends an access token; a JWT is read here, another token by its provider (RFC 9560, section 6.3)."""
        if tokens.looks_like_access_token(token):
            claims = await self._published.verified(lambda keys: tokens.access_token(token, keys, self.provider, now))
        else:
            claims = await self._introspected(token, now)
        return {**await self._claims_of(token, str(claims["sub"])), **claims}

    async def _introspected(self, token: str, now: datetime) -> Claims:
        endpoint = (await self._published.endpoints()).introspection
        if endpoint is None:
            raise NotBelieved("its provider tells nobody about it")
        reply = await self._post(endpoint, {"token": token, "token_type_hint": "access_token"})
        if reply.status != 200 or not reply.document:
            raise ProviderSilent(f"{self.provider.issuer} answers {reply.status} when asked about a token")
        return tokens.introspected(reply.document, self.provider, now)

    async def _granted(
        self,
        reply: Reply,
        now: datetime,
        *,
        nonce: str | None = None,
        subject: str | None = None,
        before: str | None = None,
    ) -> Granted:
        said = reply.document
        access, identity, refresh = (said.get(name) for name in ("access_token", "id_token", "refresh_token"))
        if reply.status in (400, 401, 403):
            raise NotBelieved(f"its provider declines it ({reply.error[:60]})")
        if reply.status != 200 or not isinstance(access, str) or len(access) > tokens.LONGEST:
            raise ProviderSilent(f"{self.provider.issuer} gives no token ({reply.error[:60]})")
        claims: Mapping[str, Any] = {}
        if isinstance(identity, str):
            claims = await self._published.verified(
                lambda keys: tokens.id_token(
                    identity, keys, self.provider, now, nonce=nonce, access_token=access, subject=subject
                )
            )
        elif subject is None:
            raise NotBelieved("there is no ID token")
        subject = subject or str(claims["sub"])
        claims = {**claims, **await self._claims_of(access, subject), "sub": subject}
        lifetime = _seconds(said.get("expires_in"), _LIFETIME, 2**31)
        refresh = refresh if isinstance(refresh, str) else before
        return Granted(claims, access, lifetime, refresh, identity if isinstance(identity, str) else None)

    async def _claims_of(self, access_token: str, subject: str) -> Claims:
        """What the provider tells of that person (OpenID Connect Core, section 5.3)."""
        endpoint = (await self._published.endpoints()).claims
        if endpoint is None:
            return {}
        reply = await self._exchange.get(endpoint, access_token)
        if reply.status in (401, 403):
            raise NotBelieved("its provider does not know it, or not any more")
        if reply.status != 200 or not reply.document:
            raise ProviderSilent(f"{self.provider.issuer} answers {reply.status} when asked for claims")
        if reply.document.get("sub") != subject:
            raise NotBelieved("the claims are of somebody else")
        return reply.document

    async def _post(self, url: str, form: Mapping[str, str]) -> Reply:
        """As the client that we are: with our secret, or without one by our id alone."""
        provider = self.provider
        if not provider.client_secret:
            return await self._exchange.post(url, {**form, "client_id": provider.client_id})
        if (await self._published.endpoints()).secret_in_form:
            both = {"client_id": provider.client_id, "client_secret": provider.client_secret}
            return await self._exchange.post(url, {**form, **both})
        # form-encoded before they are joined (RFC 6749, section 2.3.1)
        login = quote_plus(provider.client_id), quote_plus(provider.client_secret)
        return await self._exchange.post(url, form, login)


def _seconds(value: object, otherwise: int, most: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return min(value, most)
    return otherwise
