"""What programs ask of the provider: tokens, what they are, who they are about. No cookies, no forms of ours, JSON in return."""

from base64 import b64decode
from datetime import datetime, timedelta
from functools import wraps
from math import ceil
from typing import Any, Final
from urllib.parse import unquote_plus

from flask import make_response, request
from flask.typing import ResponseReturnValue

from panel.identity.noting import UNKNOWN, note
from panel.identity.openid import asking, queries
from panel.identity.openid.asking import OF_PANEL, SCOPES, WHOLE_PANEL, scopes_of, single
from panel.identity.openid.errors import OAuthRefused
from panel.identity.openid.minting import ALGORITHM
from panel.identity.openid.provider import Provider
from panel.identity.openid.queries import Party
from panel.identity.tries import MOST_PER_LOGIN, WINDOW, TooManyTries, tried_by
from panel.kit.access import public
from panel.kit.web import View, browser, house
from registry.store.sql import Connection

GRANTS: Final = ("authorization_code", "refresh_token", "client_credentials")
CONFIGURATION: Final = "/.well-known/openid-configuration"
# Where RFC 8414, section 3.1, looks for the same: between the host and the path of the provider's name.
METADATA: Final = "/.well-known/oauth-authorization-server/id"
METHODS: Final = ("client_secret_basic", "client_secret_post", "none")


def _provider() -> Provider:
    return house().openid


def _of_programs(view: View) -> View:
    """Public, without the token of a form: who asks proves itself by what it sends; refusals are said in the standard's way."""

    @wraps(view)
    async def answered(**values: Any) -> ResponseReturnValue:
        try:
            answer = make_response(await view(**values))
        except OAuthRefused as refused:
            answer = make_response(_refusal(refused))
        if "Cache-Control" not in answer.headers:
            answer.headers["Pragma"] = "no-cache"  # RFC 6749, section 5.1
        return answer

    answered.of_programs = True  # type: ignore[attr-defined]
    return public(answered)


def _refusal(refused: OAuthRefused) -> ResponseReturnValue:
    headers = {} if refused.wait is None else {"Retry-After": f"{ceil(refused.wait.total_seconds())}"}
    if refused.code in ("invalid_token", "insufficient_scope"):
        headers["WWW-Authenticate"] = f'Bearer error="{refused.code}", error_description="{refused}"'
    elif refused.status == 401 and "Authorization" in request.headers:
        headers["WWW-Authenticate"] = 'Basic realm="applications"'
    return {"error": refused.code, "error_description": str(refused)}, refused.status, headers


@_of_programs
async def token() -> ResponseReturnValue:
    """RFC 6749, section 3.2."""
    form = _form()
    party = await _who(form)
    kind = single(form, "grant_type")
    if kind == "authorization_code":
        code, address, verifier = (single(form, name) for name in ("code", "redirect_uri", "code_verifier"))
        return dict(await _provider().redeem(party, code, address, verifier, browser()))
    if kind == "refresh_token":
        fewer = single(form, "scope")
        scopes = scopes_of(party, fewer) if fewer else None
        return dict(await _provider().refreshed(party, single(form, "refresh_token"), scopes, browser()))
    if kind == "client_credentials":
        own = tuple(each for each in party.scopes if _is_of_nobody(each))
        asked = scopes_of(party, single(form, "scope"), own)
        if set(asked) - set(own):
            raise OAuthRefused("invalid_scope", "There is nobody to know, and nobody to be away.")
        return dict(await _provider().for_itself(party, asked))
    if kind is None:
        raise OAuthRefused("invalid_request", "grant_type is missing.")
    raise OAuthRefused("unsupported_grant_type", f"grant_type is one of {', '.join(GRANTS)}.")


@_of_programs
async def revoke() -> ResponseReturnValue:
    """RFC 7009: whatever it was, afterwards it is good for nothing."""
    form = _form()
    party = await _who(form)
    sent = single(form, "token")
    if sent is None:
        raise OAuthRefused("invalid_request", "token is missing.")
    await _provider().revoke(party, sent)
    return {}


@_of_programs
async def introspect() -> ResponseReturnValue:
    """RFC 7662."""
    form = _form()
    party = await _who(form)
    sent = single(form, "token")
    if sent is None:
        raise OAuthRefused("invalid_request", "token is missing.")
    return dict(await _provider().introspected(party, sent))


@_of_programs
async def userinfo() -> ResponseReturnValue:
    """OpenID Connect Core, section 5.3; a token comes in the header alone (RFC 9700, section 4.3.2)."""
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not sent.strip():
        return "", 401, {"WWW-Authenticate": "Bearer"}
    return dict(await _provider().userinfo(sent.strip()))


@_of_programs
async def jwks() -> ResponseReturnValue:
    """RFC 7517, section 5."""
    return await _provider().keyring.document(), 200, {"Cache-Control": "public, max-age=3600, immutable"}


@_of_programs
async def configuration() -> ResponseReturnValue:
    """OpenID Connect Discovery, section 3; RFC 8414, section 2."""
    return described(_provider().issuer)


# Where each of them is, below the provider's own address.
ROUTES: Final[tuple[tuple[str, tuple[str, ...], View], ...]] = (
    ("/token", ("POST",), token),
    ("/revoke", ("POST",), revoke),
    ("/introspect", ("POST",), introspect),
    ("/userinfo", ("GET", "POST"), userinfo),
    ("/jwks", ("GET",), jwks),
    (CONFIGURATION, ("GET",), configuration),
)


def described(issuer: str) -> dict[str, Any]:
    """What the provider says of itself."""
    methods = list(METHODS)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "revocation_endpoint": f"{issuer}/revoke",
        "introspection_endpoint": f"{issuer}/introspect",
        "end_session_endpoint": f"{issuer}/logout",
        "scopes_supported": [*SCOPES, WHOLE_PANEL],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANTS),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_methods_supported": methods[:2],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
            *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "amr", "sid", "at_hash"),
            *("name", "preferred_username", "locale", "email", "email_verified", "roles", "registrar"),
            "rdap_allowed_purposes",
        ],
        "prompt_values_supported": sorted(asking.PROMPTS),
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


def _is_of_nobody(scope: str) -> bool:
    """Whether it needs nobody who is known, or away, or may do something in the panel."""
    return scope not in ("openid", "offline_access") and not scope.startswith(OF_PANEL)


def _form() -> dict[str, list[str]]:
    if request.mimetype != "application/x-www-form-urlencoded":
        raise OAuthRefused("invalid_request", "The request is a form: application/x-www-form-urlencoded.")
    if request.args:
        raise OAuthRefused("invalid_request", "Nothing of it stands in the address: addresses are written down.")
    return dict(request.form.lists())


async def _who(form: dict[str, list[str]]) -> Party:
    """The application, by one way of proving it (RFC 6749, section 2.3)."""
    named, secret = single(form, "client_id"), single(form, "client_secret")
    header = request.headers.get("Authorization")
    if header is None:
        return await _proved(named, secret)
    if secret is not None:
        raise OAuthRefused("invalid_request", "The application proves itself twice.")
    by_header, secret = _basic(header)
    if named not in (None, by_header):
        raise OAuthRefused("invalid_request", "client_id is another's than the header's.")
    return await _proved(by_header, secret)


async def _proved(client_id: str | None, secret: str | None) -> Party:
    """Who guesses secrets is slowed down, by the application and the place (RFC 6749, section 2.3.1)."""
    if client_id is None or secret is None:
        return await _provider().authenticated(client_id, secret)
    registry, tries = house().registry, house().identity.tries
    name, since = tried_by(client_id, browser().address), registry.clock.now() - WINDOW
    if await registry.store.reading(lambda db: queries.tries(db, login=name, since=since)) >= MOST_PER_LOGIN:
        raise _slowed(WINDOW)
    try:
        return await _provider().authenticated(client_id, secret)
    except OAuthRefused:
        try:
            await tries.note(name, browser().address, of_program=True)
        except TooManyTries as refusal:
            raise _slowed(refusal.wait) from None
        await registry.store.transaction(lambda db: _note_wrong(db, client_id, registry.clock.now()))
        raise


async def _note_wrong(db: Connection, client_id: str, now: datetime) -> None:
    known = await queries.parties(db, client_ids=[client_id])
    actor = client_id if known else UNKNOWN
    await note(db, now, "openid.wrong-secret", browser(), actor=actor, refused=True, hourly=True)


def _slowed(wait: timedelta) -> OAuthRefused:
    return OAuthRefused("invalid_client", "Too many wrong secrets came from there.", 429, wait)


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        name, parted, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        parted = name = secret = ""
    if scheme.lower() != "basic" or not parted or "\0" in unquote_plus(name + secret):
        raise OAuthRefused("invalid_client", "Authorization is no Basic of client_id and secret.", 401)
    return unquote_plus(name), unquote_plus(secret)
