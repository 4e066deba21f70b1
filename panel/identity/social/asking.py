"""Asking a provider who somebody is: from the code that their browser brought to a name that is theirs for good.

The rules of this file: the code goes to the provider whom the browser was sent to and to no other, with the verifier that nobody
else has (RFC 7636, RFC 9700); an ID token is judged by the provider's keys, for this client, this browser and this instant
(OpenID Connect Core, section 3.1.3.7); nothing is believed that came by the browser.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from panel.identity.social.providers import Provider, Somebody
from registry.clock import Clock
from registry.settings import Panel
from wire.addresses import Networks
from wire.https import trust
from wire.outward import ToJudgedAddresses

LEEWAY: Final = 60  # seconds by which clocks differ
OLDEST: Final = 600  # seconds that an ID token may have been on its way
KEPT: Final = 3600.0  # seconds for which a provider's documents are
AGAIN: Final = 60.0  # and before they are read again for a key that they do not have
LONGEST: Final = 1_000_000
TIMEOUT: Final = 5.0
# What a provider answers instead of a code (RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6).
ERRORS: Final = frozenset(
    {
        "access_denied", "invalid_request", "invalid_scope", "server_error", "temporarily_unavailable",
        "unauthorized_client", "unsupported_response_type", "interaction_required", "login_required", "consent_required",
        "account_selection_required",
    }
)  # fmt: skip
ALGORITHMS: Final = ("RS256", "ES256", "PS256", "EdDSA")


class ProviderRefused(Exception):
    """The provider does not say who it is, or says it in a way that cannot be believed; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser was sent with, and what must come back."""

    provider: str
    state: str
    nonce: str
    verifier: str
    back: str


@dataclass(slots=True)
class _Kept:
    said: Mapping[str, Any]
    read_at: float


@dataclass(slots=True)
class Asking:
    """Asks by `client`, which reaches nothing that is not anybody's on the Internet."""

    client: httpx.AsyncClient
    clock: Clock
    stopwatch: Callable[[], float]
    _kept: dict[str, _Kept] = field(default_factory=dict)

    async def address(self, provider: Provider, begun: Begun) -> str:
        """Where the browser is sent. Raises ProviderRefused."""
        endpoint = provider.authorize or self._endpoint(await self._discovery(provider), "authorization_endpoint")
        asked = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": begun.back,
            "scope": provider.scope,
            "state": begun.state,
            "code_challenge": challenge_of(begun.verifier),
            "code_challenge_method": "S256",
        }
        if provider.issuer:
            asked["nonce"] = begun.nonce
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked, quote_via=quote)}"

    async def somebody(self, provider: Provider, begun: Begun, came: Mapping[str, str]) -> Somebody:
        """Who the browser is that came back with this. Raises ProviderRefused."""
        if error := came.get("error"):
            raise ProviderRefused(f"it answers {error}" if error in ERRORS else "it answers with an error")
        await self._demand_issuer(provider, came.get("iss"))
        if not came.get("code"):
            raise ProviderRefused("no code came")
        said = await self._token(provider, begun, came)
        if provider.issuer:
            return await self._by_id_token(provider, begun, said)
        return await self._by_people(provider, said)

    async def _demand_issuer(self, provider: Provider, issuer: str | None) -> None:
        """That the answer is of whom was asked (RFC 9207, section 2.4)."""
        if not provider.issuer:
            return
        says_it = (await self._discovery(provider)).get("authorization_response_iss_parameter_supported") is True
        if (issuer is None and says_it) or (issuer is not None and issuer != provider.issuer):
            raise ProviderRefused("the answer is another provider's")

    async def _token(self, provider: Provider, begun: Begun, came: Mapping[str, str]) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": came["code"],
            "redirect_uri": begun.back,
            "code_verifier": begun.verifier,
        } | {name: came.get(name, "") for name in provider.extra}
        endpoint, basic = provider.token, False
        if provider.issuer:
            found = await self._discovery(provider)
            endpoint = self._endpoint(found, "token_endpoint")
            basic = "client_secret_post" not in found.get(
                "token_endpoint_auth_methods_supported", ["client_secret_basic"]
            )
        who = httpx.BasicAuth(quote(provider.client_id, safe=""), quote(provider.secret, safe="")) if basic else None
        if not basic:
            form |= {"client_id": provider.client_id, "client_secret": provider.secret}
        said = await self._said("POST", endpoint, data=form, auth=who)
        if not isinstance(said, Mapping) or "error" in said or not isinstance(said.get("access_token"), str):
            raise ProviderRefused(f"no token for the code: {str(said)[:100]}")
        return said

    async def _by_id_token(self, provider: Provider, begun: Begun, said: Mapping[str, Any]) -> Somebody:
        text = said.get("id_token")
        if not isinstance(text, str) or len(text) > LONGEST:
            raise ProviderRefused("no ID token came")
        claims = await self._claims(provider, text)
        if problem := why_not(claims, provider, begun.nonce, int(self.clock.now().timestamp())):
            raise ProviderRefused(problem)
        email, name, locale = claims.get("email"), claims.get("name"), claims.get("locale")
        if isinstance(locale, Mapping):  # LinkedIn says language and country apart
            locale = locale.get("language")
        return Somebody(
            str(claims["sub"]),
            email if isinstance(email, str) else "",
            claims.get("email_verified") in (True, "true"),
            name if isinstance(name, str) else "",
            locale[:35] if isinstance(locale, str) else "",
        )

    async def _claims(self, provider: Provider, text: str) -> Mapping[str, Any]:
        """What a token says that a key of the provider signed; keys are read again where it is signed by a new one."""
        endpoint = self._endpoint(await self._discovery(provider), "jwks_uri")
        for older in (KEPT, AGAIN):
            try:
                keys = KeySet.import_key_set(dict(await self._document(endpoint, older)))  # type: ignore[arg-type]
                return jwt.decode(text, keys, algorithms=list(ALGORITHMS)).claims
            except (JoseError, ValueError, KeyError, TypeError) as error:
                problem = type(error).__name__
        raise ProviderRefused(f"the ID token is not signed by a key of its own: {problem}")

    async def _by_people(self, provider: Provider, said: Mapping[str, Any]) -> Somebody:
        assert provider.read is not None, provider.name
        token = str(said["access_token"])
        headers = {"Authorization": f"Bearer {token}"}
        answers = []
        for each in provider.people:
            if "device_id" in provider.extra:  # VK wants the token in a form
                answers.append(
                    await self._said("POST", each, data={"access_token": token, "client_id": provider.client_id})
                )
            else:
                answers.append(await self._said("GET", each, headers=headers))
        try:
            found = provider.read(answers)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise ProviderRefused("it does not say who it is") from None
        if not found.subject:
            raise ProviderRefused("it does not say who it is")
        return found

    async def _discovery(self, provider: Provider) -> Mapping[str, Any]:
        """Of the issuer that it is of (OpenID Connect Discovery, section 4.3)."""
        found = await self._document(f"{provider.issuer}/.well-known/openid-configuration", KEPT)
        if found.get("issuer") != provider.issuer:
            raise ProviderRefused("the discovery document is another issuer's")
        return found

    async def _document(self, address: str, older: float) -> Mapping[str, Any]:
        kept = self._kept.get(address)
        if kept is None or self.stopwatch() - kept.read_at >= older:
            said = await self._said("GET", address)
            if not isinstance(said, Mapping):
                raise ProviderRefused("its document is none")
            kept = self._kept[address] = _Kept(said, self.stopwatch())
        return kept.said

    def _endpoint(self, discovery: Mapping[str, Any], name: str) -> str:
        address = discovery.get(name)
        if not isinstance(address, str) or not address.startswith("https://"):
            raise ProviderRefused(f"its discovery document has no {name}")
        return address

    async def _said(self, method: str, address: str, **rest: Any) -> Any:
        """What it answers, as JSON. Raises ProviderRefused."""
        headers = {"Accept": "application/json"} | rest.pop("headers", {})
        if rest.get("auth", "") is None:
            rest.pop("auth")
        try:
            async with self.client.stream(method, address, headers=headers, **rest) as answer:
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > LONGEST:
                        raise ProviderRefused("it says too much")
                if answer.status_code != 200:
                    raise ProviderRefused(f"{answer.status_code} from {answer.request.url.path}")
                return httpx.Response(200, content=body).json()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise ProviderRefused(f"it is not reached: {type(error).__name__}") from None
        except ValueError:
            raise ProviderRefused("it does not answer in JSON") from None


def client_of(settings: Panel, outward: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """What asks: only addresses that are anybody's on the Internet, and those that the settings allow; no answer leads on to
    another. `outward` is the way there, where it is not that to the Internet."""
    below = outward or httpx.AsyncHTTPTransport(verify=trust(settings.outward_ca), trust_env=False)
    way = ToJudgedAddresses(Networks(settings.outward_networks), below)
    return httpx.AsyncClient(transport=way, timeout=TIMEOUT, follow_redirects=False, trust_env=False)


def challenge_of(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def why_not(claims: Mapping[str, Any], provider: Provider, nonce: str, now: int) -> str | None:
    """Why an ID token that is well signed is not believed; None: it is."""
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    expires, issued = claims.get("exp"), claims.get("iat")
    if claims.get("iss") != provider.issuer:
        return "the ID token is another issuer's"
    if provider.client_id not in audiences:
        return "the ID token is for another client"
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != provider.client_id:
        return "the ID token was given to another client"
    if not isinstance(expires, int | float) or expires <= now - LEEWAY:
        return "the ID token is over"
    if not isinstance(issued, int | float) or not now - OLDEST <= issued <= now + LEEWAY:
        return "the ID token is not of now"
    if claims.get("nonce") != nonce:
        return "the ID token is another browser's"
    if not isinstance(claims.get("sub"), str) or not claims["sub"] or len(claims["sub"]) > 255:
        return "the ID token says of nobody"
    return None
