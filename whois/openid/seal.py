"""Sealing: what is kept in a cookie or a row and nobody else may read or change; it ends by itself."""

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


class Seal:
    """AES-256-GCM under a key of ours; what is sealed for one `use` opens for no other."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"rdap sessions\0" + key.encode()).digest())

    def closed(self, use: str, value: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, value.encode(), use.encode())

    def opened(self, use: str, sealed: bytes) -> str | None:
        """None for what was not sealed by this key for this use."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], use.encode()).decode()
        except (InvalidTag, ValueError):
            return None

    def ticket(self, use: str, value: Any, until: datetime) -> str:
        """The same as text for a client to bring back until then; `value` is what JSON can hold."""
        text = orjson.dumps([int(until.timestamp()), value]).decode()
        return urlsafe_b64encode(self.closed(use, text)).rstrip(b"=").decode()

    def admitted(self, use: str, ticket: str, now: datetime) -> Any | None:
        """What a ticket holds; None when it is none of ours for this use, or not any more."""
        try:
            sealed = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
        except ValueError:
            return None
        text = self.opened(use, sealed)
        if text is None:
            return None
        until, value = orjson.loads(text)
        return value if now.timestamp() < until else None
