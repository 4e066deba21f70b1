"""Tokens as they are signed, and read again: pure functions of keys, grants and instants.

The rules of this file: everything is signed by RS256, which every client knows (OpenID Connect Core, section 15.1); the header's
`typ` says what a token is, so that none is taken for another (RFC 8725, section 3.11).
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from panel.identity.openid.queries import Grant, Person

ALGORITHM: Final = "RS256"
ACCESS_LIFE: Final = timedelta(minutes=15)
LOGOUT_LIFE: Final = timedelta(minutes=2)
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
LONGEST: Final = 8192
# How somebody proved who they are, in the words of RFC 8176.
METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    "password": ("pwd",),
    "app": ("pwd", "otp", "mfa"),
    "passkey": ("pwd", "hwk", "mfa"),
    "recovery code": ("pwd", "mfa"),
}


def subject(account_id: int) -> str:
    """What applications call an account: never given to another one."""
    return str(account_id)


def session_name(session_id: int) -> str:
    """What applications call a session of a browser."""
    return f"s{session_id}"


def claims_of(person: Person, scopes: Sequence[str]) -> dict[str, Any]:
    """What an application is told of somebody, by what it may know (OpenID Connect Core, section 5.4)."""
    told: dict[str, Any] = {"sub": subject(person.id)}
    if "profile" in scopes:
        told |= {"name": person.name, "preferred_username": person.login, "locale": person.language}
    if "email" in scopes:
        told |= {"email": person.email, "email_verified": person.is_confirmed}
    if "roles" in scopes:
        told |= {"roles": person.roles}
        if person.registrar is not None:
            told["registrar"] = person.registrar
    if "rdap" in scopes:
        told["rdap_allowed_purposes"] = person.purposes
    return told


def access_token(key: RSAKey, issuer: str, client_id: str, grant: Grant, now: datetime) -> str:
    """By RFC 9068; `grant` is the number by which it is found to have ended before its time."""
    about = client_id if grant.account_id is None else subject(grant.account_id)
    claims = {
        "iss": issuer,
        "sub": about,
        "aud": [issuer, client_id],
        "client_id": client_id,
        "scope": " ".join(grant.scopes),
        "jti": token_urlsafe(12),
        "grant": grant.id,
        **_times(now, ACCESS_LIFE),
    }
    return _signed(key, "at+jwt", claims)


def id_token(key: RSAKey, issuer: str, client_id: str, grant: Grant, person: Person, access: str, now: datetime) -> str:
    """By OpenID Connect Core, section 2; scopes give no more than the subject here, userinfo gives the rest."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": subject(person.id),
        "aud": client_id,
        "at_hash": _half_hash(access),
        **_times(now, ACCESS_LIFE),
    }
    if grant.nonce is not None:
        claims["nonce"] = grant.nonce
    if grant.session_id is not None:
        claims["sid"] = session_name(grant.session_id)
    if grant.proved_at is not None:
        claims["auth_time"] = int(grant.proved_at.timestamp())
        claims["amr"] = list(METHODS.get(grant.proved_by or "", ("pwd",)))
    return _signed(key, "JWT", claims)


def logout_token(
    key: RSAKey, issuer: str, client_id: str, account_id: int, session_id: int | None, now: datetime
) -> str:
    """By OpenID Connect Back-Channel Logout, section 2.4."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": client_id,
        "sub": subject(account_id),
        "jti": token_urlsafe(12),
        "events": {LOGOUT_EVENT: {}},
        **_times(now, LOGOUT_LIFE),
    }
    if session_id is not None:
        claims["sid"] = session_name(session_id)
    return _signed(key, "logout+jwt", claims)


def opened(token: str, keys: KeySet, issuer: str, kind: str, now: datetime | None) -> Mapping[str, Any] | None:
    """The claims of a token of ours of that kind; None: it is none. Without `now` an expired one is one too."""
    if len(token) > LONGEST:
        return None
    try:
        read = jwt.decode(token, keys, algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError, KeyError, UnicodeError, RecursionError):
        return None
    claims = read.claims
    if read.header.get("typ") != kind or claims.get("iss") != issuer:
        return None
    return None if now is not None and claims.get("exp", 0) <= now.timestamp() else claims


def digest(secret: str) -> bytes:
    """What is kept of something that was drawn at random."""
    return hashlib.sha256(secret.encode()).digest()


def challenge_of(verifier: str) -> str:
    """What an application sent before of a proof key (RFC 7636, section 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def _times(now: datetime, life: timedelta) -> dict[str, int]:
    return {"iat": int(now.timestamp()), "exp": int((now + life).timestamp())}


def _signed(key: RSAKey, kind: str, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": ALGORITHM, "typ": kind, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


def _half_hash(token: str) -> str:
    half = hashlib.sha256(token.encode()).digest()[:16]
    return urlsafe_b64encode(half).rstrip(b"=").decode()
