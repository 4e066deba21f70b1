"""DNSSEC data come in the TLD's form and make sense."""

from collections.abc import Iterator
from typing import Final

from registry.errors import OptionNotOffered, ParameterRange, ParameterSyntax, PolicyForbids, Refusal
from registry.model.dnssec import DIGEST_OCTETS, DsData, KeyData, SecDns, key_octets
from registry.model.policy import Rules
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate

_FORM: Final = {True: "DS", False: "key"}


def secdns_is_acceptable(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """One interface, DS or key (2306 for the other); assigned algorithms; digests as long as their type says (RFC 5910).

    Records in the form of an earlier policy stay and may be removed, but no name ever has both forms.
    """
    wish, rules = case.wish, case.policy.rules
    left: set[SecDns] = set()
    if isinstance(wish, DomainCreate):
        records, asks_life, urgent = wish.dnssec, wish.asks_max_signature_life, False
    elif wish.dnssec is None:
        return
    else:
        change = wish.dnssec
        records, asks_life, urgent = change.add, change.asks_max_signature_life, change.urgent
        left = set() if change.remove_all else {*case.subject.dnssec} - {*change.remove}
        for record in change.remove:
            if record not in case.subject.dnssec:
                yield PolicyForbids("This DNSSEC record is not there.", *_named(record))
    if asks_life:
        yield OptionNotOffered("maxSigLife is not supported.", "secDNS:maxSigLife")
    if urgent:
        yield OptionNotOffered("Urgent updates are not supported.", "secDNS:update")
    for record in records:
        if record in left:
            yield PolicyForbids("This DNSSEC record is there already.", *_named(record))
        left.add(record)
        yield from _unfit(record, rules)
    if len({isinstance(record, DsData) for record in left}) > 1:
        yield PolicyForbids(
            f"The name still has {_FORM[rules.dnssec_interface != 'ds']} data; remove them in the same update."
        )
    if len(left) > rules.dnssec_most:
        yield PolicyForbids(f"A name has at most {rules.dnssec_most} DNSSEC records.")


def _named(record: SecDns) -> tuple[str, str]:
    """The element that tells a record from others."""
    return ("secDNS:digest", record.digest) if isinstance(record, DsData) else ("secDNS:pubKey", record.public_key)


def _unfit(record: SecDns, rules: Rules) -> Iterator[Refusal]:
    if isinstance(record, DsData) != (rules.dnssec_interface == "ds"):
        yield PolicyForbids(f"This TLD takes {_FORM[rules.dnssec_interface == 'ds']} data.", *_named(record))
        return
    if record.algorithm not in rules.dnssec_algorithms:
        yield ParameterRange("The algorithm is not accepted.", "secDNS:alg", str(record.algorithm))
    if isinstance(record, KeyData):
        yield from _unfit_key(record)
    elif record.digest_type not in rules.dnssec_digests:
        yield ParameterRange("The digest type is not accepted.", "secDNS:digestType", str(record.digest_type))
    elif len(record.digest) != 2 * DIGEST_OCTETS[record.digest_type]:
        yield ParameterSyntax("The digest does not have the length of its type.", "secDNS:digest", record.digest)


def _unfit_key(record: KeyData) -> Iterator[Refusal]:
    if record.flags != 257:
        yield ParameterRange("Only keys with flags 257 are accepted.", "secDNS:flags", str(record.flags))
    if record.protocol != 3:
        yield ParameterRange("The protocol is always 3.", "secDNS:protocol", str(record.protocol))
    if not key_octets(record.public_key):
        yield ParameterSyntax("The public key is not base64.", *_named(record))
