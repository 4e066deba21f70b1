"""OpenPGP keys: whose certificate a deposit is encrypted to, who signs it, and how long they still count.

Nobody is trusted because of what a key says of itself: a certificate counts when its fingerprint is the one of the settings.
"""

import hmac
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pysequoia import Cert, CipherSuite, Profile, Tsk

# The remaining time at which people are told, and told again.
WARNINGS: Final = (timedelta(days=60), timedelta(days=30), timedelta(days=7))

# The packet that a key with its secret part begins with (RFC 4880, section 4.3).
_SECRET_KEY: Final = 5


class KeyUnusable(Exception):
    """A key cannot do what is asked of it; the message says which, why, and what mends it."""


@dataclass(frozen=True, slots=True)
class Key:
    """An OpenPGP key in a file. `fingerprint` is that of its primary key, in lower case; without `expires_at` it has no end."""

    path: Path
    fingerprint: str
    expires_at: datetime | None

    def warning(self, now: datetime) -> timedelta | None:
        """The least of WARNINGS that the key's remaining time is within; None as long as there is enough."""
        left = None if self.expires_at is None else self.expires_at - now
        return next((each for each in reversed(WARNINGS) if left is not None and left <= each), None)


def read_certificate(path: Path, pinned: str, now: datetime) -> Key:
    """The certificate of somebody else, such as an escrow agent; `pinned` is its fingerprint, with or without spaces.

    Raises KeyUnusable when the file does not hold exactly this certificate, or when it has ended or was revoked.
    """
    certificate = _certificate(path)
    if not _same(certificate.fingerprint, pinned):
        raise KeyUnusable(
            f"{path} holds the key {certificate.fingerprint}, and the settings want {pinned or 'none'}: compare the "
            "fingerprint with what its owner told you, and set it"
        )
    return _in_force(_key(path, certificate), certificate, now)


def read_own_key(path: Path, now: datetime) -> Key:
    """Our own key with its secret part. Raises KeyUnusable when the file holds none, or one that has ended or was revoked."""
    certificate = _certificate(path)
    if _packet(bytes(Tsk.from_file(str(path)))) != _SECRET_KEY:
        raise KeyUnusable(f"{path} holds a certificate without its secret key: put the whole key there")
    return _in_force(_key(path, certificate), certificate, now)


def new_own_key(path: Path, user_id: str, *, suite: CipherSuite | None = None) -> Key:
    """Make a key of our own in a new file that only its owner may read. Raises FileExistsError: no key is overwritten."""
    if path.exists():
        raise FileExistsError(path)
    key = Tsk.generate(user_id, profile=Profile.RFC4880, cipher_suite=suite or CipherSuite.RSA3k)
    with open(path, "xb", opener=_private) as file:
        file.write(str(key).encode())
    return _key(path, key.extract_certificate())


def public_part(path: Path) -> str:
    """What others verify us with, armoured."""
    return str(Tsk.from_file(str(path)).extract_certificate())


def _certificate(path: Path) -> Cert:
    try:
        found = Cert.split_bytes(path.read_bytes())
    except FileNotFoundError:
        raise KeyUnusable(f"there is no OpenPGP key at {path}: put it there") from None
    except Exception as error:  # the library raises nothing more specific
        raise KeyUnusable(f"{path} holds no OpenPGP key: {str(error).splitlines()[0]}") from None
    if len(found) != 1:
        raise KeyUnusable(f"{path} holds {len(found)} OpenPGP keys, where one is wanted")
    return found[0]


def _key(path: Path, certificate: Cert) -> Key:
    return Key(path, certificate.fingerprint.lower(), certificate.expiration)


def _packet(octets: bytes) -> int:
    """The kind of the first packet, whose header is of the new or of the old format (RFC 4880, section 4.2)."""
    return octets[0] & 0x3F if octets[0] & 0x40 else (octets[0] & 0x3C) >> 2


def _in_force(key: Key, certificate: Cert, now: datetime) -> Key:
    if certificate.is_revoked:
        raise KeyUnusable(f"the key {key.fingerprint} of {key.path} was revoked: ask its owner for the new one")
    if key.expires_at is not None and key.expires_at <= now:
        raise KeyUnusable(
            f"the key {key.fingerprint} of {key.path} ended at {key.expires_at:%Y-%m-%d}: it needs a new one"
        )
    return key


def _same(fingerprint: str, pinned: str) -> bool:
    return hmac.compare_digest(fingerprint.lower(), "".join(pinned.lower().removeprefix("0x").split()))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
