"""Delegation signer data as a registrar gives it (RFC 5910, section 4)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DsData:
    """A DS record; the digest is upper-case hexadecimal."""

    key_tag: int
    algorithm: int
    digest_type: int
    digest: str


@dataclass(frozen=True, slots=True)
class KeyData:
    """A DNSKEY from which the registry makes the DS; the key is base64."""

    flags: int
    protocol: int
    algorithm: int
    public_key: str


SecDns = DsData | KeyData


def key_octets(public_key: str) -> bytes:
    """What the base64 of a key stands for; nothing where it is no base64."""
    try:
        return base64.b64decode(public_key, validate=True)
    except binascii.Error:
        return b""


# Octets of the digest by its type (IANA registry of DS digest algorithms).
DIGEST_OCTETS: Final = {1: 20, 2: 32, 3: 32, 4: 48}


@dataclass(frozen=True, slots=True)
class KeyBesideDs:
    """The key that a registrar gave inside DS data to prove them; it is judged and not kept (RFC 5910, section 4.1)."""

    ds: DsData
    key: KeyData


@dataclass(frozen=True, slots=True)
class DnssecUpdate:
    """`rem` comes before `add`; `remove_all` removes what is there first (RFC 5910, section 5.2.5).

    `keys` came inside DS data of `add`; those inside DS data of `rem` say nothing, since the four values name the record.
    """

    add: tuple[SecDns, ...] = ()
    keys: tuple[KeyBesideDs, ...] = ()
    remove: tuple[SecDns, ...] = ()
    remove_all: bool = False
    urgent: bool = False
    asks_max_signature_life: bool = False
