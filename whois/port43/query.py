"""A line becomes a query, or the reason why it is none."""

import ipaddress
from dataclasses import dataclass
from typing import Final

from registry.model.names import canonical, is_fqdn
from whois.queries import AddressQuery, DomainQuery, NameServerQuery, RegistrarQuery, RoidQuery


@dataclass(frozen=True, slots=True)
class Malformed:
    """Not a query; `reason` is a sentence for the person who typed it, `code` the number that RIPE has for it."""

    reason: str
    code: int = 108


Query = DomainQuery | NameServerQuery | AddressQuery | RegistrarQuery | RoidQuery | Malformed

FORMS: Final = "Ask for NAME, domain NAME, nameserver NAME, nameserver ADDRESS, registrar NAME or roid ROID."
WILDCARDS: Final = frozenset("*%?")


def parse(line: bytes) -> Query:
    """A line without its end, in UTF-8; a bare name asks for a domain, and `=` before a name (exactly this) is understood."""
    text = readable(line)
    return text if isinstance(text, Malformed) else understood(text)


def readable(line: bytes) -> str | Malformed:
    """A line as text that could be a query."""
    try:
        text = line.decode().strip()
    except UnicodeDecodeError:
        return Malformed("The query is not UTF-8.")
    if not text:
        return Malformed(FORMS, 106)
    if not text.replace("\t", " ").isprintable():
        return Malformed("The query holds characters that cannot be printed.")
    if not WILDCARDS.isdisjoint(text):
        return Malformed("Wildcards are not supported.")
    return text


def understood(text: str) -> Query:
    keyword, *rest = text.split(None, 1)
    match keyword.lower(), "".join(rest).removeprefix("=").strip():
        case _, "":
            return domain(text.removeprefix("="))
        case "domain", name:
            return domain(name)
        case "nameserver", name:
            return name_server(name)
        case "registrar", name:
            return registrar(name)
        case "roid", roid if roid.split() == [roid]:
            return RoidQuery(roid)
    return Malformed(FORMS)


def domain(text: str) -> DomainQuery | Malformed:
    name = _name(text)
    return DomainQuery(name) if name else Malformed(FORMS)


def name_server(text: str) -> NameServerQuery | AddressQuery | Malformed:
    try:
        return AddressQuery(ipaddress.ip_address(text))
    except ValueError:
        name = _name(text)
    return NameServerQuery(name) if name else Malformed(FORMS)


def registrar(text: str) -> RegistrarQuery:
    return RegistrarQuery(" ".join(text.split()))


def _name(text: str) -> str | None:
    """The canonical form of what could be a name in the DNS; a dot at its end means the root and is no part of it."""
    name = canonical(text).removesuffix(".")
    return name if is_fqdn(name) else None
