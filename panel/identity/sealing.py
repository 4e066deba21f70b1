"""Secrets that have to be read again are sealed at rest: AES-256-GCM under a key of the settings, bound to their owner."""

import os
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_OCTETS: Final = 12


class SealBroken(Exception):
    """None of the keys opens what is sealed: the key was changed, or the row is not its owner's."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals with the first key, opens with any; a key that is succeeded stays until what it sealed is sealed anew."""

    keys: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "Seal":
        """The seal of `panel.seal_key`: keys with blanks between them, the present one first."""
        return cls(tuple(_derived(each) for each in text.split()))

    def close(self, secret: bytes, owner: str) -> bytes:
        """`secret` sealed for `owner`; RuntimeError where the settings name no key."""
        if not self.keys:
            raise RuntimeError("panel.seal_key is not set")
        nonce = os.urandom(_NONCE_OCTETS)
        return nonce + AESGCM(self.keys[0]).encrypt(nonce, secret, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """What was sealed for `owner`. Raises SealBroken."""
        for key in self.keys:
            try:
                return AESGCM(key).decrypt(sealed[:_NONCE_OCTETS], sealed[_NONCE_OCTETS:], owner.encode())
            except (InvalidTag, ValueError):
                continue
        raise SealBroken(owner)

    def is_present(self, sealed: bytes, owner: str) -> bool:
        """Whether it was sealed with the key that seals today."""
        try:
            Seal(self.keys[:1]).open(sealed, owner)
        except SealBroken:
            return False
        return True


def _derived(text: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"namehouse panel seal").derive(text.encode())
