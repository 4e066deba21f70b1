"""Authorization information: never kept in the clear, and absent never matches (RFC 9154, section 4).

It is a random secret of at least 128 bits (RFC 9154, section 4.1), so a salted SHA-256 is as good a guard as a slow
hash, at a cost a busy port can bear; the slow hash is for passwords that people choose.
"""

import hashlib
import hmac
import secrets
from typing import Final

_SALT_OCTETS: Final = 16
_SCHEME: Final = "sha256"


def seal(secret: str, salt: bytes | None = None) -> str:
    """The stored form: `sha256$<salt>$<digest>`, both in hexadecimal."""
    salt = secrets.token_bytes(_SALT_OCTETS) if salt is None else salt
    return f"{_SCHEME}${salt.hex()}${hashlib.sha256(salt + secret.encode()).hexdigest()}"


def matches(secret: str | None, sealed: str | None) -> bool:
    """Whether `secret` opens `sealed`; a side that is absent or empty never does."""
    if not secret or not sealed:
        return False
    _, salt, _ = sealed.split("$")
    return hmac.compare_digest(seal(secret, bytes.fromhex(salt)), sealed)
