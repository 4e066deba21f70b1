"""Answers in RIPE's manner, as registries of countries serve them: objects of `key: value` lines, one after the other.

The rules of this file:

* An object ends with an empty line, a line that begins with % is a comment, and every line ends in CRLF.
* A key without a value is left out. What is withheld of a contact is said to be, field by field, in the words of
  whois/disclosure.py; nothing else decides here who may see what.
* What operators and registrars typed is put on one line: no value can pretend to be a line of ours.
"""

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from registry.model.contact import Phone
from registry.model.disclosure import Card, ContactField, Role
from registry.model.dnssec import DsData, SecDns
from registry.model.host import NameServer
from registry.model.lifecycle import grace_statuses, statuses
from registry.model.names import unicode_form
from registry.model.registrar import Registrar
from whois.disclosure import People, texts
from whois.lookup import MOST, Found, FoundDomain, FoundNameServer, Sponsor
from whois.port43.answer import END, NOTICE, instant, on_one_line
from whois.port43.options import KINDS, About

_ROLES: Final[dict[Role, str]] = {"registrant": "registrant", "admin": "admin-c", "tech": "tech-c"}
# The lines of a contact, in order, and what each is of.
_CONTACT: Final[tuple[tuple[str, ContactField, Callable[[Card], Sequence[str | None]]], ...]] = (
    ("contact", "id", lambda card: (card.id,)),
    ("name", "name", lambda card: (card.name,)),
    ("org", "organization", lambda card: (card.organization,)),
    ("address", "street", lambda card: card.street),
    ("address", "city", lambda card: (card.city,)),
    ("address", "state_or_province", lambda card: (card.state_or_province,)),
    ("address", "postal_code", lambda card: (card.postal_code,)),
    ("country", "country", lambda card: (card.country,)),
    ("phone", "phone", lambda card: (_number(card.phone),)),
    ("fax-no", "fax", lambda card: (_number(card.fax),)),
    ("e-mail", "email", lambda card: (card.email,)),
)
_SHORTENED: Final = f"% No more than {MOST} objects are shown; there may be others."

_Pairs = Iterable[tuple[str, str | None]]


def head(repository: str, at: datetime) -> bytes:
    """What every answer begins with."""
    comments = (f"The directory of {repository}", *NOTICE, "", f"Timestamp: {instant(at)}")
    return _whole([f"% {comment}".rstrip() for comment in comments], "")


def of_objects(found: Sequence[Found], at: datetime) -> bytes:
    """Each by itself, without what it refers to."""
    blocks = [_block(_pairs(each, at)) for each in found]
    return _whole(*blocks, *([_SHORTENED, ""] if len(found) >= MOST else ()))


def of_domain_whole(found: FoundDomain, servers: Sequence[FoundNameServer], at: datetime) -> bytes:
    """A domain and all that it refers to: its contacts, the hosts of this registry among its name servers, its registrar."""
    contacts = _known_contacts(found.people) if found.people.are_places else _contacts(found.people)
    hosts = [_block(_name_server(each)) for each in servers]
    return _whole(_block(_domain(found, at)), *contacts, *hosts, _block(_sponsor(found.sponsor)))


def of_nothing(asked: str) -> bytes:
    return of_error(101, "no entries found", f'No entries found for "{asked}".')


def of_malformed(reason: str, code: int) -> bytes:
    return of_error(code, "malformed query", reason)


def of_error(code: int, summary: str, sentence: str) -> bytes:
    """Numbers as RIPE's database has them."""
    return _whole([f"%ERROR:{code}: {summary}", "%", f"% {on_one_line(sentence)}", ""])


def of_server(about: About, version: str) -> bytes:
    return _whole([f"% Namehouse {version}"] if about == "version" else list(KINDS), "")


# More of these are not streamed to anybody (whois/port43/reply.py).
def shortened(most: int) -> bytes:
    return _whole([f"% No more than {most} objects are shown; there are others.", ""])


def _pairs(found: Found, at: datetime) -> _Pairs:
    match found:
        case FoundDomain():
            return _domain(found, at)
        case FoundNameServer():
            return _name_server(found)
        case Registrar():
            return _registrar(found)


def _domain(found: FoundDomain, at: datetime) -> Iterator[tuple[str, str | None]]:
    domain = found.domain
    yield "domain", domain.name
    if "xn--" in domain.name:
        yield "unicode", unicode_form(domain.name)
    yield "roid", domain.roid
    for status in dict.fromkeys((*statuses(domain), *grace_statuses(domain, at))):
        yield "status", status
    for card in found.people.cards:
        yield from ((_ROLES[card.role], text) for text in texts(card, "id", (card.id,)))
    for host in domain.hosts:
        yield "nserver", host
    for server in domain.nameservers:
        yield "nserver", _with_glue(server)
    for each in domain.dnssec:
        yield _secdns(each)
    yield "registrar", found.sponsor.handle
    yield "registered", instant(domain.created_at)
    if domain.updated_at:
        yield "changed", instant(domain.updated_at)
    if domain.transferred_at:
        yield "transferred", instant(domain.transferred_at)
    yield "expire", instant(domain.expires_at)


def _with_glue(server: NameServer) -> str:
    return " ".join((server.name, *map(str, server.addresses)))


def _secdns(each: SecDns) -> tuple[str, str]:
    if isinstance(each, DsData):
        return "ds-rdata", f"{each.key_tag} {each.algorithm} {each.digest_type} {each.digest}"
    return "dnskey", f"{each.flags} {each.protocol} {each.algorithm} {each.public_key}"


@lru_cache(1000)
def _known_contacts(people: People) -> tuple[list[str], ...]:
    """The same for all names of a place."""
    return _contacts(people)


def _contacts(people: People) -> tuple[list[str], ...]:
    return tuple(_block(_contact(card)) for card in people.cards)


def _contact(card: Card) -> Iterator[tuple[str, str | None]]:
    for key, field, values in _CONTACT:
        yield from ((key, text) for text in texts(card, field, values(card)))
    yield "role", card.role


def _number(phone: Phone | None) -> str | None:
    if phone is None:
        return None
    return f"{phone.number} ext. {phone.extension}" if phone.extension else phone.number


def _name_server(found: FoundNameServer) -> Iterator[tuple[str, str | None]]:
    yield "nserver", found.name
    yield "roid", found.roid
    for address in found.addresses:
        yield "address", str(ipaddress.ip_address(address))
    for status in found.statuses:
        yield "status", status
    yield "registrar", found.sponsor.handle


def _registrar(found: Registrar) -> Iterator[tuple[str, str | None]]:
    yield "registrar", found.handle
    yield "org", found.name
    yield "iana-id", str(found.iana_id) if found.iana_id else None
    for line in (*found.street, found.city, found.state_or_province, found.postal_code):
        yield "address", line
    yield "country", found.country
    yield "phone", found.voice
    yield "fax-no", found.fax
    yield "e-mail", found.email
    yield from _reached(found)


def _sponsor(sponsor: Sponsor) -> Iterator[tuple[str, str | None]]:
    yield "registrar", sponsor.handle
    yield "org", sponsor.name
    yield "iana-id", str(sponsor.iana_id) if sponsor.iana_id else None
    yield from _reached(sponsor)


def _reached(found: Sponsor | Registrar) -> Iterator[tuple[str, str | None]]:
    yield "url", found.url
    yield "whois", found.whois_server
    yield "abuse-mailbox", found.abuse_email
    yield "abuse-phone", found.abuse_voice


def _block(pairs: _Pairs) -> list[str]:
    lines = [f"{f'{key}:':<15}{on_one_line(value)}" for key, value in pairs if value and not value.isspace()]
    return [*lines, ""]


def _whole(*blocks: Sequence[str] | str) -> bytes:
    lines = [line for block in blocks for line in ((block,) if isinstance(block, str) else block)]
    return END.join((*lines, "")).encode()
