"""Who asks by the word of an OpenID provider (RFC 9560): with the cookie of a session, or with an access token.

The rules of this file:

* What a provider says counts as far as its table lets it: purposes that are not among its own are not heard.
* A query that is not to be tracked has nobody's name on it from here on, only the provider's.
* Cookies and tokens come over HTTPS alone; where they do not hold, the query is refused.
"""

import hashlib
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from registry.actions.rdap_session import session_of
from registry.clock import stopwatch
from registry.context import Context
from registry.model.disclosure import Asker, is_purpose
from registry.settings import SettingsError, Whois
from registry.store.pool import Store
from registry.store.rdap_sessions import RdapSession
from whois.limits import RateLimit
from whois.openid.exchange import Exchange, ProviderSilent
from whois.openid.party import Party
from whois.openid.providers import Provider, Providers, read_providers
from whois.openid.seal import Seal
from whois.openid.tokens import Claims, NotBelieved
from whois.openid.trust import trust
from whois.rdap.askers import PURPOSE, NotAdmitted, Way
from whois.rdap.farv1_shapes import OpenIdConfiguration, OpenIdProvider
from wire.web import HttpRequest

log = logging.getLogger(__name__)

SESSION: Final = "__Host-farv1_session"
PATHS: Final = "/farv1_session/"
CALLBACK: Final = "callback"
# What we keep of what a provider says: who it is, and what he may.
_KEPT: Final = ("sub", "name", "email", "email_verified", "rdap_allowed_purposes", "rdap_dnt_allowed")
# An access token that was found good is believed this long, and no longer than it lasts.
_BELIEVED: Final = timedelta(seconds=60)
_MOST_BELIEVED: Final = 1000
_FIELDS: Final = 16
_TRUTHS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Those of RFC 9560 in a query string; None: not given."""

    id: str | None = None
    iss: str | None = None
    purpose: str | None = None
    untracked: bool | None = None
    device_code: str | None = None
    given: Mapping[str, str] | None = None


def parameters(query: str) -> Parameters:
    """Raises NotAdmitted for a query string that cannot be read. Said twice, the first counts."""
    if not query:
        return Parameters()
    try:
        text = query.encode("latin-1").decode()
        found = dict(reversed(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)))
    except ValueError:  # UnicodeError is one
        raise NotAdmitted(400, "The query string is no list of parameters in UTF-8.") from None
    untracked = found.get("farv1_dnt")
    if untracked is not None and untracked not in _TRUTHS:
        raise NotAdmitted(400, "The parameter farv1_dnt is true or false.")
    return Parameters(
        found.get("farv1_id"),
        found.get("farv1_iss"),
        found.get(PURPOSE),
        None if untracked is None else _TRUTHS[untracked],
        found.get("farv1_dc"),
        found,
    )


class Federation:
    """The providers whose word this process takes, and what it remembers of tokens; `store` is where sessions are written."""

    def __init__(
        self, store: Store, settings: Whois, providers: Providers, seconds: Callable[[], float] = stopwatch
    ) -> None:
        self.store = store
        self.providers = providers
        self.seal = Seal(settings.session_key or secrets.token_urlsafe(32))
        self.lifetime = timedelta(hours=settings.session_hours)
        self.limit = RateLimit(settings.logins_per_minute, settings.unlimited)
        self._exchanges = [
            Exchange(each.networks, settings.provider_timeout, trust(settings.provider_ca))
            for each in providers.by_issuer.values()
        ]
        uri = redirect_uri(settings)
        self._parties = {
            provider.issuer: Party(provider, exchange, uri, seconds)
            for provider, exchange in zip(providers.by_issuer.values(), self._exchanges, strict=True)
        }
        self._believed: OrderedDict[bytes, tuple[Claims, datetime]] = OrderedDict()

    @classmethod
    def of(cls, store: Store, settings: Whois) -> "Federation | None":
        """None where there is no provider. Raises SettingsError."""
        providers = read_providers(settings.providers)
        return cls(store, settings, providers) if providers else None

    async def close(self) -> None:
        for exchange in self._exchanges:
            await exchange.close()

    @property
    def configuration(self) -> OpenIdConfiguration:
        """What a request for help is told (RFC 9560, section 4.1)."""
        known = self.providers.by_issuer.values()
        return OpenIdConfiguration(
            session_client_supported=True,
            token_client_supported=True,
            dnt_supported=any(each.do_not_track for each in known),
            provider_discovery_supported=any(each.identifiers for each in known),
            issuer_identifier_supported=True,
            implicit_token_refresh_supported=False,
            openidc_providers=tuple(
                OpenIdProvider(each.issuer, each.name, each.default, each.parameters) for each in known
            ),
        )

    @property
    def ways(self) -> tuple[Way, ...]:
        return Way(_has_cookie, self._by_cookie), Way(_has_token, self._by_token)

    def party(self, asked: Parameters, hint: str | None = None) -> Party:
        """We as the provider knows us that a request means, by its issuer, by whose user it names, or by naming none."""
        identifier = asked.id or hint
        if asked.iss is not None:
            found = self.providers.by_issuer.get(asked.iss)
        elif identifier:
            found = self.providers.of_identifier(identifier)
        else:
            found = self.providers.default
        if found is None:
            known = ", ".join(self.providers.by_issuer)
            raise NotAdmitted(400, f"Name a provider that is known here by farv1_iss: {known}.")
        return self._parties[found.issuer]

    def party_of(self, issuer: str) -> Party | None:
        """None for a provider that we have parted with."""
        return self._parties.get(issuer)

    def session_digest(self, request: HttpRequest) -> bytes | None:
        """What the session of a request is known by; None where it brings no cookie."""
        value = cookie(request, SESSION)
        return None if value is None else hashlib.sha256(value.encode()).digest()

    async def _by_cookie(self, cx: Context, request: HttpRequest) -> Asker:
        asked = parameters(request.query)
        demand_secure(request)
        session = await self._session(cx, request)
        provider = self.providers.by_issuer.get(session.issuer) if session else None
        if session is None or provider is None:
            raise NotAdmitted(
                401, "Your session is over. Please log in again.", ("Set-Cookie", without_cookie(SESSION))
            )
        if cx.now >= session.token_until:
            raise NotAdmitted(401, "Your session has to be refreshed, or you log in again.")
        return asker_of(provider, session.claims, asked)

    async def _session(self, cx: Context, request: HttpRequest) -> RdapSession | None:
        digest = self.session_digest(request)
        return await session_of(self.store, digest, cx.now) if digest else None

    async def _by_token(self, cx: Context, request: HttpRequest) -> Asker:
        asked = parameters(request.query)
        demand_secure(request)
        party = self.party(asked)
        token = request.headers["authorization"].partition(" ")[2].strip()
        try:
            claims = await self._token_claims(cx, request, party, token)
        except NotBelieved as why:
            log.warning("an access token for %s is not believed: %s", party.provider.issuer, why)
            headers = ("WWW-Authenticate", 'Bearer realm="RDAP", error="invalid_token"')
            raise NotAdmitted(401, f"Your access token is not believed: {why}.", headers) from None
        except ProviderSilent as why:
            log.warning("an access token could not be judged: %s", why)
            raise NotAdmitted(
                503, "Your provider gives no answer. Please ask again later.", ("Retry-After", "60")
            ) from None
        return asker_of(party.provider, claims, asked)

    async def _token_claims(self, cx: Context, request: HttpRequest, party: Party, token: str) -> Claims:
        """A token that was found good a moment ago is not looked at again (RFC 9560, section 6.3)."""
        digest = hashlib.sha256(f"{party.provider.issuer} {token}".encode()).digest()
        known = self._believed.get(digest)
        if known is not None and cx.now < known[1]:
            return known[0]
        if not self.limit.grant(request.address):
            raise NotAdmitted(429, "Please come with fewer tokens in a minute.", ("Retry-After", "60"))
        claims = await party.bearer(token, cx.now)
        until = cx.now + _BELIEVED
        if isinstance(claims.get("exp"), int | float):
            until = min(until, datetime.fromtimestamp(claims["exp"], cx.now.tzinfo))
        self._believed[digest] = kept(claims), until
        if len(self._believed) > _MOST_BELIEVED:
            self._believed.popitem(last=False)
        return claims


def asker_of(provider: Provider, claims: Claims, asked: Parameters) -> Asker:
    """Who somebody is here by what a provider says of him. Raises NotAdmitted for what he may not ask for."""
    purposes = purposes_of(provider, claims)
    if asked.purpose is not None and asked.purpose not in purposes:
        raise NotAdmitted(403, "Your provider does not let you ask for this purpose.")
    may_be_untracked = provider.do_not_track and claims.get("rdap_dnt_allowed") is True
    if asked.untracked and not may_be_untracked:
        raise NotAdmitted(403, "Your provider does not let you ask without being tracked.")
    untracked = may_be_untracked and asked.untracked is not False
    name = provider.issuer if untracked else f"{claims['sub']} of {provider.issuer}"
    if not purposes:
        return Asker(name=name)
    return Asker("requester", name, purposes=purposes, tlds=provider.tlds)


def purposes_of(provider: Provider, claims: Claims) -> frozenset[str]:
    """The purposes that a provider gives somebody, and may give."""
    found = claims.get("rdap_allowed_purposes")
    told = found if isinstance(found, list) else ()
    purposes = frozenset(each for each in told if isinstance(each, str) and is_purpose(each))
    return purposes if provider.purposes is None else purposes & set(provider.purposes)


def kept(claims: Claims) -> dict[str, object]:
    """What is of use here, of all that a provider tells."""
    return {name: claims[name] for name in _KEPT if name in claims}


def cookie(request: HttpRequest, name: str) -> str | None:
    """The value of a cookie; sent twice, the first."""
    for each in request.headers.get("cookie", "").split(";"):
        key, _, value = each.strip().partition("=")
        if key == name:
            return value
    return None


def with_cookie(name: str, value: str, seconds: int, *, strict: bool) -> str:
    """For HTTPS and this host alone, and no script; `strict`: it is not even sent where a link of another site leads here."""
    site = "Strict" if strict else "Lax"
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite={site}; Max-Age={seconds}"


def without_cookie(name: str) -> str:
    return with_cookie(name, "", 0, strict=True)


def demand_secure(request: HttpRequest) -> None:
    """Raises NotAdmitted for what came in the clear: its cookie or token is nobody's secret any more."""
    if not request.secure:
        raise NotAdmitted(403, "Say who you are over HTTPS alone.")


def _has_cookie(request: HttpRequest) -> bool:
    return SESSION in request.headers.get("cookie", "")


def _has_token(request: HttpRequest) -> bool:
    return request.headers.get("authorization", "")[:7].lower() == "bearer "


def redirect_uri(settings: Whois) -> str:
    """Where providers send people back to, as each of them has to know it. Raises SettingsError."""
    url = settings.rdap_url or f"https://{settings.host}:{settings.rdap_port}/"
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError((f"whois.rdap_url: {url} is no address that begins with https://",))
    return f"{url.rstrip('/')}{PATHS}{CALLBACK}"
