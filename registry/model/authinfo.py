"""Authorization information: never kept in the clear, valid for a while, and absent never matches (RFC 9154, section 4).

It is a random secret of at least 128 bits (RFC 9154, section 4.1), so a salted SHA-256 is as good a guard as a slow
hash, at a cost a busy port can bear; the slow hash is for passwords that people choose.
"""

import hashlib
import hmac
import math
import secrets
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

_SALT_OCTETS: Final = 16
_SCHEME: Final = "sha256"

# What holds for contacts, which belong to no TLD whose policy could say it; TLDs begin with the same.
STRONG: Final = 128
LIFE: Final = timedelta(days=14)

# A random secret of any length that is strong has more different characters than this, all but never fewer.
_FEWEST_DIFFERENT: Final = 6
_READABLE: Final = "23456789abcdefghijkmnpqrstuvwxyz"
_DIGITS, _ALPHANUMERIC, _PRINTABLE = 10, 36, 94  # sizes of the sets that characters are drawn from


def seal(secret: str, at: datetime, salt: bytes | None = None) -> str:
    """The stored form: `sha256$<salt>$<digest>$<instant>`, salt and digest in hexadecimal.

    The instant of its setting stands in it so that neither can change without the other.
    """
    salt = secrets.token_bytes(_SALT_OCTETS) if salt is None else salt
    instant = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return "$".join((_SCHEME, salt.hex(), _digest(secret, salt), instant))


def _digest(secret: str, salt: bytes) -> str:
    return hashlib.sha256(salt + secret.encode()).hexdigest()


def matches(secret: str | None, sealed: str | None) -> bool:
    """Whether `secret` opens `sealed`; a side that is absent or empty never does."""
    if not secret or not sealed:
        return False
    _, salt, digest, *_ = sealed.split("$")
    return hmac.compare_digest(_digest(secret, bytes.fromhex(salt)), digest)


def set_at(sealed: str) -> datetime | None:
    """When a secret was set; None where its stored form does not tell."""
    _, _, instant = sealed.rpartition("$")
    return datetime.fromisoformat(instant) if sealed.count("$") == 3 else None


def has_lapsed(sealed: str, life: timedelta, now: datetime) -> bool:
    """Whether a secret is past its time (RFC 9154, section 4.2); no life at all is no limit."""
    since = set_at(sealed)
    return bool(life) and since is not None and now >= since + life


def drawn(bits: float = STRONG) -> str:
    """A fresh secret of at least so many bits, and of 128 anyway: letters and digits, none of which looks like another."""
    length = math.ceil(max(bits, STRONG) / math.log2(len(_READABLE)))
    while True:
        secret = "".join(secrets.choice(_READABLE) for _ in range(length))
        if strength(secret) >= bits:
            return secret


def strength(secret: str) -> float:
    """Bits of entropy that a random secret of these characters would have (RFC 9154, section 4.1); 0 for one that is not random
    to the eye: it repeats itself, or counts up or down.

    Letters count in one case only, as people read secrets out to each other; blanks do not count.
    """
    characters = "".join(secret.split())
    if len(set(characters)) < _FEWEST_DIFFERENT or _counts(characters.lower()):
        return 0
    if not (characters.isascii() and characters.isalnum()):
        return len(characters) * math.log2(_PRINTABLE)
    return len(characters) * math.log2(_DIGITS if characters.isdecimal() else _ALPHANUMERIC)


def _counts(characters: str) -> bool:
    """Whether most characters follow from the two before them, as in `abcdefgh` and `97531`."""
    steps = [ord(later) - ord(earlier) for earlier, later in pairwise(characters)]
    return sum(step == before for before, step in pairwise(steps)) > len(characters) / 2
