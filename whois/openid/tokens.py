"""What a token must be so that it is believed: signed by its issuer, for us, now, and in answer to what we asked.

Pure functions: keys, instants and expectations come in, claims or NotBelieved come out.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from whois.openid.providers import Provider

# Signatures with a public key alone: a secret that both sides know is no proof of who signed, and `none` is none at all.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# Seconds by which the clocks of two houses may differ.
LEEWAY: Final = 60
LONGEST: Final = 16 * 1024
_HASHES: Final = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}
_ACCESS: Final = ("at+jwt", "application/at+jwt")

Claims = Mapping[str, Any]


class NotBelieved(Exception):
    """Why a token, or what came with it, proves nothing; the words are for the log and for its sender, and repeat none of it."""


class UnknownKey(NotBelieved):
    """A token is signed by a key that is not in the set: it may be newer than the set."""


def id_token(
    value: str,
    keys: KeySet,
    provider: Provider,
    now: datetime,
    *,
    nonce: str | None,
    access_token: str | None = None,
    subject: str | None = None,
) -> Claims:
    """The claims of an ID token (OpenID Connect Core, section 3.1.3.7). Raises NotBelieved.

    `nonce` is the one that was sent, None where the flow has none; `subject` whom an earlier token was about.
    """
    header, claims = _verified(value, keys)
    if header.get("typ", "JWT").lower() not in ("jwt", "application/jwt"):
        raise NotBelieved("it is no ID token")
    _demand_times(claims, now)
    audience = _audience(claims)
    if claims.get("iss") != provider.issuer:
        raise NotBelieved("another issuer made it")
    if provider.client_id not in audience:
        raise NotBelieved("it is for another audience")
    if (len(audience) > 1 or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise NotBelieved("another party was authorized by it")
    if nonce is not None and claims.get("nonce") != nonce:
        raise NotBelieved("it does not answer the request that was made")
    if access_token is not None and "at_hash" in claims and claims["at_hash"] != _half_hash(header, access_token):
        raise NotBelieved("the access token beside it is another's")
    if subject is not None and claims.get("sub") != subject:
        raise NotBelieved("it is about somebody else")
    return claims


def access_token(value: str, keys: KeySet, provider: Provider, now: datetime) -> Claims:
    """The claims of a JWT access token (RFC 9068, section 4). Raises NotBelieved; an ID token is none."""
    header, claims = _verified(value, keys)
    if str(header.get("typ", "")).lower() not in _ACCESS:
        raise NotBelieved("it is no access token")
    _demand_times(claims, now)
    if claims.get("iss") != provider.issuer:
        raise NotBelieved("another issuer made it")
    if not set(provider.audiences) & set(_audience(claims)):
        raise NotBelieved("it is for another audience")
    return claims


def introspected(found: Claims, provider: Provider, now: datetime) -> Claims:
    """What a provider says of an access token that only it can read (RFC 7662, section 2.2). Raises NotBelieved."""
    if found.get("active") is not True:
        raise NotBelieved("its provider does not know it, or not any more")
    if found.get("iss", provider.issuer) != provider.issuer:
        raise NotBelieved("another issuer made it")
    for_us = set(provider.audiences)
    if not (for_us & set(_audience(found) if "aud" in found else ()) or found.get("client_id") in for_us):
        raise NotBelieved("it is for another audience")
    if "exp" in found:
        _demand_times(found, now)
    _demand_subject(found)
    return found


def looks_like_access_token(value: str) -> bool:
    """Whether a token is a JWT access token as its own header has it; nothing is believed of it yet."""
    return str(_unverified(value, 0).get("typ", "")).lower() in _ACCESS


def claimed_issuer(value: str) -> str | None:
    """Who made a token as it says itself; nothing is believed of it yet."""
    issuer = _unverified(value, 1).get("iss")
    return issuer if isinstance(issuer, str) else None


def _verified(value: str, keys: KeySet) -> tuple[Mapping[str, Any], Claims]:
    if len(value) > LONGEST:
        raise NotBelieved("it is longer than any token")
    try:
        token = jwt.decode(value, keys, algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        raise UnknownKey("no key of its issuer made its signature") from None
    except (JoseError, ValueError, TypeError, KeyError, UnicodeError, RecursionError):
        raise NotBelieved("no key of its issuer made its signature") from None
    return token.header, token.claims


def _demand_times(claims: Claims, now: datetime) -> None:
    """It has begun, it has not ended, and it says when it ends."""
    moment = now.timestamp()
    _demand_subject(claims)
    expires = claims.get("exp")
    if expires is None or not _is_instant(expires):
        raise NotBelieved("it does not say when it ends")
    if moment >= expires + LEEWAY:
        raise NotBelieved("it has expired")
    for name in ("nbf", "iat"):
        begins = claims.get(name, 0)
        if not _is_instant(begins) or begins > moment + LEEWAY:
            raise NotBelieved("it is of the future")


def _demand_subject(claims: Claims) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise NotBelieved("it does not say who it is about")


def _is_instant(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**40


def _audience(claims: Claims) -> tuple[str, ...]:
    found = claims.get("aud")
    if isinstance(found, str):
        return (found,)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def _half_hash(header: Mapping[str, Any], token: str) -> str:
    """The left half of a token's hash, by the hash of its signature (OpenID Connect Core, section 3.1.3.6)."""
    digest = _HASHES.get(str(header["alg"])[-3:], hashlib.sha512)(token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _unverified(value: str, part: int) -> Claims:
    parts = value.split(".")
    if len(parts) != 3 or len(value) > LONGEST:
        return {}
    try:
        found = json.loads(urlsafe_b64decode(parts[part] + "=" * (-len(parts[part]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
