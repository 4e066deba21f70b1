"""What a provider publishes of itself: its endpoints (OpenID Connect Discovery, section 4) and its keys, kept for a while."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

from registry.clock import stopwatch
from whois.openid.exchange import Exchange, ProviderSilent
from whois.openid.providers import Provider
from whois.openid.tokens import UnknownKey

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds after which a provider is asked again for what it publishes.
_KEPT: Final = 3600.0
# A token by an unknown key is a reason to look for new keys, but not more often than this.
_KEYS_AGAIN: Final = 15.0
# After a failure nobody asks for this long: whoever comes is told at once.
_AFTER_FAILURE: Final = 5.0
_MOST_KEYS: Final = 50
_WELL_KNOWN: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider does what; None: it does not. `names_itself`: it says `iss` where it sends people back (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    claims: str | None
    introspection: str | None
    device: str | None
    revocation: str | None
    end_session: str | None
    names_itself: bool
    secret_in_form: bool


_OPTIONAL: Final = {
    "claims": "userinfo_endpoint",
    "introspection": "introspection_endpoint",
    "device": "device_authorization_endpoint",
    "revocation": "revocation_endpoint",
    "end_session": "end_session_endpoint",
}


class Published:
    """What one provider publishes, asked for when it is needed and kept for an hour; an unknown key has newer ones looked for."""

    def __init__(self, provider: Provider, exchange: Exchange, seconds: Callable[[], float] = stopwatch) -> None:
        self._provider = provider
        self._exchange = exchange
        self._seconds = seconds
        self._endpoints: tuple[Endpoints, float] | None = None
        self._keys: tuple[KeySet, float] | None = None
        self._failed = float("-inf")

    async def endpoints(self) -> Endpoints:
        """Raises ProviderSilent."""
        if self._endpoints is None or self._seconds() - self._endpoints[1] > _KEPT:
            document = await self._asked(self._provider.issuer.rstrip("/") + _WELL_KNOWN)
            self._endpoints = _endpoints(document, self._provider.issuer), self._seconds()
        return self._endpoints[0]

    async def verified(self, verify: Callable[[KeySet], T]) -> T:
        """What `verify` makes of the keys; with newer ones when its key is unknown. Raises what it raises, ProviderSilent."""
        keys, since = await self._key_set(_KEPT)
        try:
            return verify(keys)
        except UnknownKey:
            if self._seconds() - since < _KEYS_AGAIN:
                raise
            log.info("%s may have new keys", self._provider.issuer)
            return verify((await self._key_set(_KEYS_AGAIN))[0])

    async def _key_set(self, kept: float) -> tuple[KeySet, float]:
        if self._keys is None or self._seconds() - self._keys[1] >= kept:
            document = await self._asked((await self.endpoints()).keys)
            self._keys = _key_set(document), self._seconds()
        return self._keys

    async def _asked(self, url: str) -> Mapping[str, Any]:
        if self._seconds() - self._failed < _AFTER_FAILURE:
            raise ProviderSilent(f"{self._provider.issuer} failed a moment ago")
        try:
            reply = await self._exchange.get(url)
            if reply.status != 200 or not reply.document:
                raise ProviderSilent(f"{url} answers {reply.status} and no document")
            return reply.document
        except ProviderSilent:
            self._failed = self._seconds()
            raise


def _endpoints(document: Mapping[str, Any], issuer: str) -> Endpoints:
    if document.get("issuer") != issuer:
        raise ProviderSilent(f"{issuer} publishes the configuration of another issuer")
    found = {name: _address(document.get(key)) for name, key in _OPTIONAL.items()}
    authorization, token, keys = (
        _address(document.get(key)) for key in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    )
    if not authorization or not token or not keys:
        raise ProviderSilent(f"{issuer} publishes no endpoints that begin with https://")
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    in_form = isinstance(methods, list) and "client_secret_basic" not in methods
    names_itself = document.get("authorization_response_iss_parameter_supported") is True
    return Endpoints(authorization, token, keys, **found, names_itself=names_itself, secret_in_form=in_form)


def _address(value: object) -> str | None:
    """An address that begins with https://, in characters that a header can hold; else None."""
    if (
        not isinstance(value, str)
        or len(value) > 2048
        or not value.isascii()
        or not value.isprintable()
        or " " in value
    ):
        return None
    try:
        parts = urlsplit(value)
        return value if parts.scheme == "https" and parts.hostname and not parts.fragment else None
    except ValueError:
        return None


def _key_set(document: Mapping[str, Any]) -> KeySet:
    """The keys that can be read; one that cannot is no reason to do without the others."""
    found = document.get("keys")
    keys = []
    for each in found[:_MOST_KEYS] if isinstance(found, list) else ():
        try:
            keys.append(JWKRegistry.import_key(each))
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            log.warning("a key that a provider publishes cannot be read")
    if not keys:
        raise ProviderSilent("a provider publishes no key that can be read")
    return KeySet(keys)
