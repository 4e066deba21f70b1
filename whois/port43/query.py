"""A line becomes a query, or the reason why it is none."""

import ipaddress
from dataclasses import dataclass
from typing import Final

from registry.model.names import canonical, is_fqdn
from whois.queries import AddressQuery, DomainQuery, NameServerQuery, RegistrarQuery


@dataclass(frozen=True, slots=True)
class Malformed:
    """Not a query; `reason` is a sentence for the person who typed it."""

    reason: str


Query = DomainQuery | NameServerQuery | AddressQuery | RegistrarQuery | Malformed

FORMS: Final = "Ask for NAME, domain NAME, nameserver NAME, nameserver ADDRESS or registrar NAME."
WILDCARDS: Final = frozenset("*%?")


def parse(line: bytes) -> Query:
    """A line without its end, in UTF-8; a bare name asks for a domain, and `=` before a name (exactly this) is understood."""
    try:
        text = line.decode().strip()
    except UnicodeDecodeError:
        return Malformed("The query is not UTF-8.")
    if not text:
        return Malformed(FORMS)
    if not text.replace("\t", " ").isprintable():
        return Malformed("The query holds characters that cannot be printed.")
    if not WILDCARDS.isdisjoint(text):
        return Malformed("Wildcards are not supported.")
    keyword, *rest = text.split(None, 1)
    match keyword.lower(), "".join(rest).removeprefix("=").strip():
        case _, "":
            return _domain(text.removeprefix("="))
        case "domain", name:
            return _domain(name)
        case "nameserver", name:
            return _name_server(name)
        case "registrar", name:
            return RegistrarQuery(" ".join(name.split()))
    return Malformed(FORMS)


def _domain(text: str) -> DomainQuery | Malformed:
    name = _name(text)
    return DomainQuery(name) if name else Malformed(FORMS)


def _name_server(text: str) -> NameServerQuery | AddressQuery | Malformed:
    try:
        return AddressQuery(ipaddress.ip_address(text))
    except ValueError:
        name = _name(text)
    return NameServerQuery(name) if name else Malformed(FORMS)


def _name(text: str) -> str | None:
    """The canonical form of what could be a name in the DNS; a dot at its end means the root and is no part of it."""
    name = canonical(text).removesuffix(".")
    return name if is_fqdn(name) else None
