"""Secrets of webhooks and what is signed with them, by the Standard Webhooks scheme: HMAC-SHA256 of number, instant and body."""

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final

PREFIX: Final = "whsec_"
_OCTETS: Final = 32
_SECRET: Final = re.compile(rf"{PREFIX}[A-Za-z0-9+/=]+|\bv1,[A-Za-z0-9+/=]{{20,}}|\bnhk_[\w-]+")


def drawn_secret() -> str:
    return PREFIX + b64encode(secrets.token_bytes(_OCTETS)).decode()


def new_message_id() -> str:
    return f"msg_{secrets.token_hex(16)}"


def headers_of(message_id: str, at: datetime, body: str, keys: Iterable[str]) -> dict[str, str]:
    """What goes with the body: a signature by each of the secrets, so that either is good while one succeeds the other."""
    instant = str(int(at.timestamp()))
    signed = f"{message_id}.{instant}.{body}".encode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": instant,
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    raw = b64decode(key.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.new(raw, signed, sha256).digest()).decode()


def masked(text: str) -> str:
    """Without secrets and signatures: what answers is not ours, and may say what it was told."""
    return _SECRET.sub("…", text)


def owner_of_secret(account_id: int) -> str:
    """What a sealed secret is bound to."""
    return f"webhook of {account_id}"
