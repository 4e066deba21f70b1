"""A key inside DS data is the one that they point at."""

import struct
from collections.abc import Iterator
from typing import cast

import dns.dnssec
import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.dnssectypes import DSDigest
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from registry.errors import ParameterRange, PolicyForbids, Refusal
from registry.model.dnssec import DsData, KeyBesideDs, KeyData, key_octets
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate

_ZONE_KEY = 256  # the bit without which no DS record may point at a key (RFC 4034, section 5.2)


def ds_data_match_their_keys(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """Key tag, algorithm and digest are those of the key, at this name (RFC 5910, section 4.1); 2306 where one is not.

    The key proves the DS data and is not kept. Without one they are taken as they are.
    """
    for each in _given(case.wish):
        yield from _contradictions(case.wish.name, each)


def _given(wish: DomainCreate | DomainUpdate) -> tuple[KeyBesideDs, ...]:
    if isinstance(wish, DomainCreate):
        return wish.dnssec_keys
    return wish.dnssec.keys if wish.dnssec else ()


def _contradictions(name: str, given: KeyBesideDs) -> Iterator[Refusal]:
    ds, key = given.ds, given.key
    if not key.flags & _ZONE_KEY:
        yield ParameterRange("A key without the zone flag signs no zone.", "secDNS:flags", str(key.flags))
    elif key.protocol != 3:
        yield ParameterRange("The protocol is always 3.", "secDNS:protocol", str(key.protocol))
    elif key.algorithm != ds.algorithm:
        yield PolicyForbids("The key beside these DS data has another algorithm.", "secDNS:alg", str(ds.algorithm))
    elif (tag := dns.dnssec.key_id(record := _record(key))) != ds.key_tag:
        yield PolicyForbids(f"The key beside these DS data has the key tag {tag}.", "secDNS:keyTag", str(ds.key_tag))
    elif (digest := _digest(name, record, ds)) is None:
        yield PolicyForbids(
            "No key can be compared with a digest of this type.", "secDNS:digestType", str(ds.digest_type)
        )
    elif digest != ds.digest:
        yield PolicyForbids("The digest is not that of the key at this name.", "secDNS:digest", ds.digest)


def _record(key: KeyData) -> DNSKEY:
    wire = struct.pack("!HBB", key.flags, key.protocol, key.algorithm) + key_octets(key.public_key)
    return cast(DNSKEY, dns.rdata.from_wire(dns.rdataclass.IN, dns.rdatatype.DNSKEY, wire, 0, len(wire)))


def _digest(name: str, record: DNSKEY, ds: DsData) -> str | None:
    """In upper-case hexadecimal; None where the type of digest cannot be made here."""
    try:
        kind = DSDigest(ds.digest_type)
        # which types are accepted is the TLD's policy, not that of the library
        made = dns.dnssec.make_ds(dns.name.from_text(name), record, kind, policy=dns.dnssec.allow_all_policy)
    except (dns.exception.DNSException, ValueError):
        return None
    return made.digest.hex().upper()
