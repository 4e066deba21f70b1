"""Rules for hosts, registrars, IDN tables, names that are no domains, and the parameters of EPP (RFC 9022, section 5)."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from rde.verify.findings import Finding
from rde.verify.frame import Frame
from rde.verify.kinds import Record
from rde.verify.registered import EXTENSIONS, OBJECTS
from rde.verify.rules.every import is_address
from registry.model.names import is_fqdn

_IETF: Final = "urn:ietf:params:xml:ns:"
_DOMAIN: Final = f"{_IETF}domain-1.0"
_EXTENSIONS: Final = frozenset({f"{_IETF}secDNS-1.1", f"{_IETF}rgp-1.0"})
# RFC 5646, section 2.1, without extensions and private use, which no table of IANA's repository has.
_LANGUAGE: Final = re.compile(
    r"(?i)(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
)


def a_host_has_a_host_name(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 5732, section 2.1."""
    if each.key and not is_fqdn(each.key):
        yield Finding("RDE_HOST_HAS_INVALID_NAME", each.about, f"{each.key[:100]} is no name of a host")


def addresses_are_of_their_version(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 5732, section 2.5."""
    for address in each.all("addr"):
        if not is_address(address):
            yield Finding("RDE_HOST_HAS_INVALID_ADDRESS", each.about, f"{address.text} is no {address.get('ip', 'v4')}")


def a_registrar_has_a_number(each: Record, frame: Frame) -> Iterator[Finding]:
    """IANA numbers accredited registrars; a registry's own accounts may have none."""
    if not each.text("gurid"):
        yield Finding("RDE_REGISTRAR_HAS_NO_GURID", each.about, "it has no gurid")


def tables_are_known_by_languages(each: Record, frame: Frame) -> Iterator[Finding]:
    """The id is a language tag of RFC 5646."""
    if each.key and not _LANGUAGE.fullmatch(each.key):
        yield Finding("RDE_IDN_HAS_INVALID_ID", each.about, f"{each.key} is no language tag")


def tables_lie_at_addresses(each: Record, frame: Frame) -> Iterator[Finding]:
    """ICANN's tests, rde-11: where a table and its policy are published."""
    for name in ("url", "urlPolicy"):
        for text in each.texts(name):
            if not _is_address_of_web(text):
                yield Finding("RDE_IDN_HAS_INVALID_URL", each.about, f"{name} is {text[:100]}")


def _is_address_of_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def a_kept_name_is_a_host_name(each: Record, frame: Frame) -> Iterator[Finding]:
    """A-labels, and at least one below the TLD."""
    if each.key and not is_fqdn(each.key, 2):
        yield Finding("RDE_NNDN_HAS_INVALID_NAME", each.about, f"{each.key[:100]} is no name of a host")


def only_variants_are_withheld(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 9022, section 5.6.1.1; and what is mirrored is a variant of what it mirrors."""
    if each.text("nameState") in ("withheld", "mirrored") and not each.text("originalName"):
        text = f"it is {each.text('nameState')}, and the variant of no name"
        yield Finding("RDE_NNDN_HAS_NO_ORIGINAL", each.about, text)


def the_parameters_offer_domains(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 9022, section 5.7, and what ICANN's tests ask for beside it."""
    if _DOMAIN not in each.texts("objURI"):
        yield Finding("RDE_EPP_PARAMS_HAS_NO_DOMAIN", each.about, f"{_DOMAIN} is missing")


def the_parameters_offer_keys_and_grace_periods(each: Record, frame: Frame) -> Iterator[Finding]:
    """secDNS-1.1 (RFC 5910) and rgp-1.0 (RFC 3915)."""
    for missing in sorted(_EXTENSIONS - _extensions(each)):
        yield Finding("RDE_EPP_PARAMS_LACKS_EXTENSION", each.about, f"{missing} is missing")


def the_parameters_are_registered(each: Record, frame: Frame) -> Iterator[Finding]:
    """Objects and extensions of EPP are in IANA's registry; what was registered since our list was made is a warning too many."""
    for uri in sorted((set(each.texts("objURI")) - OBJECTS) | (_extensions(each) - EXTENSIONS)):
        yield Finding("RDE_EPP_PARAMS_HAS_UNREGISTERED_URI", each.about, f"{uri[:100]} is not registered")


def _extensions(each: Record) -> set[str]:
    return {(uri.text or "").strip() for part in each.all("svcExtension") for uri in part.iterchildren("{*}*")}
