"""Delegation signer data as a registrar gives it (RFC 5910, section 4)."""

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

# Octets of the digest by its type (IANA registry of DS digest algorithms).
DIGEST_OCTETS: Final = {1: 20, 2: 32, 3: 32, 4: 48}


@dataclass(frozen=True, slots=True)
class DnssecUpdate:
    """`rem` comes before `add`; `remove_all` removes what is there first (RFC 5910, section 5.2.5)."""

    add: tuple[SecDns, ...] = ()
    remove: tuple[SecDns, ...] = ()
    remove_all: bool = False
    urgent: bool = False
    asks_max_signature_life: bool = False
