"""How askers make themselves known by RDAP: HTTP's Basic and Bearer over TLS (RFC 7481, section 3.2), or a client's certificate.

Basic is a registrar's handle and the password that it logs in with by EPP, or a requester's name and its token; Bearer is the
token. A certificate is one that a registrar has pinned for EPP; any other is nobody's business, and its bearer anybody.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Final

from registry.actions.asker_known import registrar_by_certificate, registrar_by_password, requester_by_token
from registry.context import Context
from registry.errors import LoginFailed, SessionLimit
from registry.model.disclosure import ANYBODY, Asker
from registry.model.requester import is_token
from whois.limits import RateLimit
from whois.rdap.askers import NotAdmitted, Way
from wire.web import HttpRequest

CHALLENGES: Final = (
    ("WWW-Authenticate", 'Basic realm="RDAP", charset="UTF-8"'),
    ("WWW-Authenticate", 'Bearer realm="RDAP"'),
)
_LATER: Final = ("Retry-After", "60")
_MOST: Final = 4096  # octets of a header that could be a credential of ours


class Credentials:
    """The ways of one process. `failures` is how often an address may be wrong: then nothing it shows is looked at for a while,
    so that guessing neither succeeds nor keeps others from the slow hash. `leaves_tokens`: what comes as Bearer and is none of
    our tokens is left to another way."""

    def __init__(self, failures: RateLimit, *, leaves_tokens: bool = False) -> None:
        self._failures = failures
        applies = _shows_ours if leaves_tokens else _shows_any
        self.by_header: Final = Way(applies, self._by_header)
        self.by_certificate: Final = Way(lambda request: request.certificate is not None, self._by_certificate)
        self.ways: Final = (self.by_header, self.by_certificate)

    async def _by_header(self, cx: Context, request: HttpRequest) -> Asker:
        if not request.secure:
            raise NotAdmitted(403, "Credentials are shown over TLS only: these are to be thought known to others.")
        if not self._failures.has(request.address):
            raise NotAdmitted(429, "Too many wrong credentials came from here. Please try again in a minute.", _LATER)
        try:
            return await _asker(cx, request)
        except SessionLimit as why:
            raise NotAdmitted(503, why.reason, _LATER) from None
        except LoginFailed as why:
            self._failures.grant(request.address)
            raise NotAdmitted(401, why.reason, *CHALLENGES) from None

    async def _by_certificate(self, cx: Context, request: HttpRequest) -> Asker:
        assert request.certificate
        return await registrar_by_certificate(cx, request.certificate, request.address) or ANYBODY


def _shows_any(request: HttpRequest) -> bool:
    return "authorization" in request.headers


def _shows_ours(request: HttpRequest) -> bool:
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    return bool(scheme) and (scheme.lower() != "bearer" or is_token(shown.strip()))


async def _asker(cx: Context, request: HttpRequest) -> Asker:
    scheme, _, shown = request.headers["authorization"].partition(" ")
    shown = shown.strip()
    if len(shown) > _MOST:
        raise LoginFailed("Who you are could not be verified.")
    if scheme.lower() == "bearer":
        return await requester_by_token(cx, shown)
    name, password = _basic(shown) if scheme.lower() == "basic" else ("", "")
    if not is_token(password):
        if not name:
            raise LoginFailed("Who you are could not be verified.")
        return await registrar_by_password(cx, name, password, request.address)
    asker = await requester_by_token(cx, password)
    if asker.name != name:
        raise LoginFailed("Who you are could not be verified.")
    return asker


def _basic(shown: str) -> tuple[str, str]:
    """Name and password (RFC 7617); two empty ones where they are none."""
    try:
        name, _, password = b64decode(shown, validate=True).decode().partition(":")
    except (NotBase64, UnicodeError):
        return "", ""
    # what PostgreSQL cannot hold is nobody's name
    return ("", "") if "\0" in name else (name, password)
