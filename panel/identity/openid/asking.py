"""What an application asks a browser to bring: an authorization request, read and judged. No database, no HTTP.

The rules of this file: an address to send people back to is compared letter by letter (RFC 9700, section 2.1), but for the port
of a loopback address (RFC 8252, section 7.3); before client and address are known to be right nobody is sent anywhere; a code is
always bound to a proof key by S256 (RFC 7636, RFC 9700 section 2.1.1); there is no other way than a code.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from panel.identity.openid.errors import OAuthRefused
from panel.identity.openid.queries import Party
from panel.kit.access import every_permission
from panel.kit.roles import BY_ROLE_ALONE, NOT_BY_KEY

SCOPES: Final[Mapping[str, str]] = {
    "openid": "know that it is you",
    "profile": "read your name, login and language",
    "email": "read your e-mail address",
    "roles": "read your roles, and whose people you are of",
    "rdap": "read what you may look names up for",
    "offline_access": "go on when you are not there",
}
# Before the name of a permission: what the application may do in the panel by its API, of what the account may itself.
OF_PANEL: Final = "panel:"
WHOLE_PANEL: Final = "panel:*"
PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})
LONGEST: Final = 2048
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_LOOPBACK: Final = ("127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose client and address are right; `max_age` in seconds; `hint` is an ID token of
    whom the application expects."""

    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    challenge: str
    nonce: str | None
    prompts: frozenset[str]
    max_age: int | None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class SentBack(Exception):
    """A refusal that the application is told, at its address."""

    redirect_uri: str
    state: str | None
    code: str
    words: str


Parameters = Mapping[str, Sequence[str]]


def single(parameters: Parameters, name: str) -> str | None:
    """The one value of a parameter; an empty one is none. Raises OAuthRefused for two (RFC 6749, section 3.1)."""
    values = parameters.get(name, ())
    if len(values) > 1:
        raise OAuthRefused("invalid_request", f"{name} comes more than once.")
    value = values[0] if values else ""
    if len(value) > LONGEST or "\0" in value:
        raise OAuthRefused("invalid_request", f"{name} is longer than any, or no text.")
    return value or None


def returns_to(party: Party, redirect_uri: str | None) -> str:
    """The address to send people back to. Raises OAuthRefused: then nobody is sent anywhere."""
    if redirect_uri is None:
        raise OAuthRefused("invalid_request", "redirect_uri is missing.")
    if not any(_is_the_same(redirect_uri, each) for each in party.redirect_uris):
        raise OAuthRefused("invalid_request", "redirect_uri is none of those that the application is registered with.")
    return redirect_uri


def read(party: Party, redirect_uri: str, parameters: Parameters) -> Request:
    """What is asked. Raises SentBack."""
    state = None
    try:
        state = single(parameters, "state")
        return _read(party, redirect_uri, state, parameters)
    except OAuthRefused as refused:
        raise SentBack(redirect_uri, state, refused.code, str(refused)) from None


def _read(party: Party, redirect_uri: str, state: str | None, parameters: Parameters) -> Request:
    for name in ("request", "request_uri", "registration"):
        if single(parameters, name):
            raise OAuthRefused(f"{name}_not_supported", f"{name} is not taken here.")
    if single(parameters, "response_type") != "code":
        raise OAuthRefused("unsupported_response_type", "There is no other response_type than code.")
    if single(parameters, "response_mode") not in (None, "query"):
        raise OAuthRefused("invalid_request", "There is no other response_mode than query.")
    challenge = single(parameters, "code_challenge")
    if challenge is None:
        raise OAuthRefused("invalid_request", "code_challenge is missing: every code is bound to a proof key.")
    if single(parameters, "code_challenge_method") != "S256":
        raise OAuthRefused("invalid_request", "code_challenge_method is S256 and nothing else.")
    if not _CHALLENGE.fullmatch(challenge):
        raise OAuthRefused("invalid_request", "code_challenge is no SHA-256 in base64url.")
    prompts = frozenset((single(parameters, "prompt") or "").split())
    if prompts - PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise OAuthRefused("invalid_request", "prompt says nothing that can be done.")
    age = single(parameters, "max_age")
    if age is not None and not re.fullmatch(r"\d{1,9}", age, re.ASCII):
        raise OAuthRefused("invalid_request", "max_age is a number of seconds.")
    return Request(
        redirect_uri,
        state,
        scopes_of(party, single(parameters, "scope")),
        challenge,
        single(parameters, "nonce"),
        prompts,
        None if age is None else int(age),
        single(parameters, "id_token_hint"),
    )


def scopes_of(party: Party, asked: str | None, least: tuple[str, ...] = ("openid",)) -> tuple[str, ...]:
    """The scopes, in order; those of `least` where none are named. Raises OAuthRefused for one that the party has not."""
    wanted = tuple(dict.fromkeys((asked or "").split())) or least
    if strange := [each for each in wanted if not _is_registered(party, each)]:
        known = "the application is not registered for" if _is_known(strange[0]) else "there is nothing like"
        raise OAuthRefused("invalid_scope", f"{known} one of the scopes.".capitalize())
    return wanted


def panel_scopes() -> tuple[str, ...]:
    """Every scope for something in the panel: what keys of programs may have."""
    openable = [each for each in every_permission() if each not in NOT_BY_KEY and each not in BY_ROLE_ALONE]
    return (WHOLE_PANEL, *(f"{OF_PANEL}{each}" for each in openable))


def opened(scopes: Sequence[str], held: frozenset[str]) -> frozenset[str]:
    """The permissions that scopes stand for, of those that the account has."""
    if WHOLE_PANEL in scopes:
        return held
    return held & {each.removeprefix(OF_PANEL) for each in scopes if each.startswith(OF_PANEL)}


def _is_known(scope: str) -> bool:
    return scope in SCOPES or scope in panel_scopes()


def _is_registered(party: Party, scope: str) -> bool:
    """Whoever may ask for the whole panel may ask for a part of it."""
    return scope in party.scopes or (WHOLE_PANEL in party.scopes and scope in panel_scopes())


def with_parameters(address: str, values: Mapping[str, str | None]) -> str:
    """The address with more in its query; what was there stays (RFC 6749, section 3.1.2)."""
    parts = urlsplit(address)
    added = urlencode({name: value for name, value in values.items() if value is not None})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))


def address_problem(text: str) -> str | None:
    """What is wrong with an address that is to be registered, in a sentence; None: nothing."""
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > LONGEST:
        return "It is no address in ASCII."
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "It is no address."
    if parts.fragment or "#" in text:
        return "It has a fragment."
    if parts.username or "@" in parts.netloc:
        return "It has a user in it."
    if parts.scheme == "https" and host:
        return None
    if parts.scheme == "http" and host in ("127.0.0.1", "::1"):
        return None
    if "." in parts.scheme and not parts.netloc:
        return None  # an application on somebody's device (RFC 8252, section 7.1)
    return "It begins with https://, with http:// on a loopback address, or with a name of the device that is a reversed domain."


def _is_the_same(asked: str, registered: str) -> bool:
    if asked == registered:
        return True
    head, _, rest = registered.removeprefix("http://").partition("/")
    host = head.rpartition(":")[0] if head.rpartition(":")[0] in _LOOPBACK else head
    if not registered.startswith("http://") or host not in _LOOPBACK:
        return False
    pattern = rf"http://{re.escape(host)}(:\d{{1,5}})?/{re.escape(rest)}"
    return re.fullmatch(pattern, asked, re.ASCII) is not None
