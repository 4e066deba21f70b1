"""One-time codes: those of authenticator apps (RFC 6238: six digits, thirty seconds, SHA-1), and those on paper."""

import hashlib
import hmac
import io
import secrets
from datetime import datetime
from typing import Final

import pyotp
import segno

ISSUER: Final = "Namehouse"
STEP_SECONDS: Final = 30
# A code of the step before or after counts too: clocks differ, and people type slowly.
DRIFT: Final = (0, -1, 1)
RECOVERY_CODES: Final = 10
# Thirty-two signs, none of which looks like another; sixteen of them are 80 bits, so that a plain digest cannot be tried through.
_ALPHABET: Final = "23456789abcdefghijkmnpqrstuvwxyz"
_CODE_LENGTH: Final = 16
_GROUP: Final = 4


def drawn_secret() -> str:
    """A fresh secret of 160 bits, as base32."""
    return pyotp.random_base32(32)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step near `now` whose code this is; None: it is none of theirs. Takes as long for every code."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    found = None
    for each in (step_of(now) + drift for drift in DRIFT):
        if hmac.compare_digest(totp.generate_otp(each).encode(), code.encode()) and found is None:
            found = each
    return found


def address_of(secret: str, login: str, house: str) -> str:
    """The otpauth: address that apps read; `house` tells several installations apart."""
    return pyotp.TOTP(secret).provisioning_uri(name=f"{login}@{house}", issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The address as a QR code: an SVG element without style and script, dark on light in every theme."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, dark="#000", light="#fff", omitsize=True, svgclass="nh-qr",
        lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()


def is_app_code(code: str) -> bool:
    """Whether it looks like an app's code; what does not is taken for one on paper."""
    return len(code) == 6 and code.isascii() and code.isdigit()


def canonical_code(code: str) -> str:
    """As it is compared: without blanks and hyphens, in small letters."""
    return "".join(code.split()).replace("-", "").lower()[:64]


def drawn_recovery_codes() -> list[str]:
    """Ten fresh codes as they are shown: four groups of four."""
    return [_grouped("".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))) for _ in range(RECOVERY_CODES)]


def drawn_password() -> str:
    """A temporary password, as it is typed: four groups of four of the same signs, 80 bits."""
    return _grouped("".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)))


def recovery_digest(account_id: int, code: str) -> bytes:
    """What is stored of a code; the account is part of it, so that equal codes of two accounts do not show."""
    return hashlib.sha256(f"{account_id} {canonical_code(code)}".encode("utf-8", "surrogatepass")).digest()


def _grouped(text: str) -> str:
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
