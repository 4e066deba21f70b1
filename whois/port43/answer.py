"""Answers in ICANN's layout: keys and their order as the Registry Agreement has them (specification 4, section 1).

The rules of this file:

* Every line ends in CRLF and none in a blank.
* An optional key without a value is left out, never empty; a required key stands there in any case.
* What operators and registrars typed is put on one line: no value can pretend to be a line of ours.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from registry.model.disclosure import Card, ContactField
from registry.model.lifecycle import grace_statuses, statuses
from registry.model.names import unicode_form
from registry.model.registrar import Registrar
from whois.disclosure import People, texts
from whois.lookup import Found, FoundDomain, FoundNameServer, Sponsor

END: Final = "\r\n"
STATUS_PAGE: Final = "https://icann.org/epp"
COMPLAINTS: Final = "URL of the ICANN Whois Inaccuracy Complaint Form: https://www.icann.org/wicf/"
NOTICE: Final = (
    "This answer is given for information only and without warranty. By asking you agree to",
    "use it for lawful purposes only, not to send unsolicited messages, and not to load this",
    "service with automated queries. Personal data is withheld from the public.",
)
FOOT: Final = END.join(("", f"For more information on Whois status codes, please visit {STATUS_PAGE}", "", *NOTICE))
MALFORMED: Final = "Malformed request."

# The lines of a contact's block, in order, and what each is of; the first key puts the role in its middle.
CONTACT_KEYS: Final[tuple[tuple[str, ContactField, Callable[[Card], Sequence[str | None]]], ...]] = (
    ("Registry {} ID", "id", lambda card: (card.id,)),
    ("{} Name", "name", lambda card: (card.name,)),
    ("{} Organization", "organization", lambda card: (card.organization,)),
    ("{} Street", "street", lambda card: card.street),
    ("{} City", "city", lambda card: (card.city,)),
    ("{} State/Province", "state_or_province", lambda card: (card.state_or_province,)),
    ("{} Postal Code", "postal_code", lambda card: (card.postal_code,)),
    ("{} Country", "country", lambda card: (card.country,)),
    ("{} Phone", "phone", lambda card: (card.phone.number,) if card.phone else ()),
    ("{} Phone Ext", "phone", lambda card: (card.phone.extension,) if card.phone else ()),
    ("{} Fax", "fax", lambda card: (card.fax.number,) if card.fax else ()),
    ("{} Fax Ext", "fax", lambda card: (card.fax.extension,) if card.fax else ()),
    ("{} Email", "email", lambda card: (card.email,)),
)


def of_found(found: Sequence[Found], at: datetime, *, contacts: bool) -> bytes:
    """One object, or several of one kind among which to choose."""
    match found:
        case [FoundDomain() as domain]:
            return of_domain(domain, at, contacts=contacts)
        case [FoundNameServer() as server]:
            return of_name_server(server, at)
        case [Registrar() as registrar]:
            return of_registrar(registrar, at)
    servers = [each for each in found if isinstance(each, FoundNameServer)]
    return (
        of_name_servers(servers, at)
        if servers
        else of_registrars([each for each in found if isinstance(each, Registrar)], at)
    )


def of_domain(found: FoundDomain, at: datetime, *, contacts: bool = True) -> bytes:
    """Without `contacts` it is the answer of profile `minimal`: nothing that is withheld has a line."""
    return _whole([*_domain_lines(found, at, contacts), *_footer(at)])


def of_name_server(found: FoundNameServer, at: datetime) -> bytes:
    sponsor = found.sponsor
    lines = [
        f"Server Name: {found.name}",
        *(f"IP Address: {address}" for address in found.addresses),
        _required("Registrar", sponsor.name),
        *_optional("Registrar WHOIS Server", sponsor.whois_server),
        *_optional("Registrar URL", sponsor.url),
    ]
    return _whole([*lines, *_footer(at)])


def of_name_servers(found: Sequence[FoundNameServer], at: datetime) -> bytes:
    """Two or more that a query fits: ask again for one of them."""
    lines = [f"{each.roid} ({each.name})" for each in found]
    return _whole(["Query matched more than one name server:", *lines, *_footer(at)])


def of_registrar(found: Registrar, at: datetime) -> bytes:
    lines = [
        _required("Registrar", found.name),
        *(_required("Street", street) for street in found.street or ("",)),
        _required("City", found.city),
        *_optional("State/Province", found.state_or_province),
        *_optional("Postal Code", found.postal_code),
        _required("Country", found.country),
        _required("Phone Number", found.voice),
        *_optional("Fax Number", found.fax),
        _required("Email", found.email),
        *_optional("Registrar WHOIS Server", found.whois_server),
        _required("Registrar URL", found.url),
    ]
    return _whole([*lines, *_footer(at)])


def of_registrars(found: Sequence[Registrar], at: datetime) -> bytes:
    """Two or more that a query fits: ask again for one of them."""
    lines = [f"{each.handle} ({on_one_line(each.name)})" for each in found]
    return _whole(["Query matched more than one registrar:", *lines, *_footer(at)])


def of_nothing(asked: str, at: datetime) -> bytes:
    return _whole([f'No match for "{asked}".', *_footer(at)])


def of_malformed(reason: str, at: datetime) -> bytes:
    return _whole([MALFORMED, reason, *_footer(at)])


# One line each, and nothing else: whoever reads these asks too much, or cannot be helped now.
RATE_EXCEEDED: Final = b"Query rate limit exceeded. Please wait a minute and ask again.\r\n"
BUSY: Final = b"Too many queries at once. Please ask again in a moment.\r\n"
FAILED: Final = b"The query cannot be answered now. Please ask again later.\r\n"


def _domain_lines(found: FoundDomain, at: datetime, contacts: bool) -> list[str]:
    domain = found.domain
    before, after = _sponsor_lines(found.sponsor)
    lines = [f"Domain Name: {domain.name}"]
    if "xn--" in domain.name:
        lines.append(f"Internationalized Domain Name: {unicode_form(domain.name)}")
    lines += f"Registry Domain ID: {domain.roid}", before
    if domain.updated_at:
        lines.append(f"Updated Date: {instant(domain.updated_at)}")
    lines += (
        f"Creation Date: {instant(domain.created_at)}",
        f"Registry Expiry Date: {instant(domain.expires_at)}",
        after,
    )
    # In its last days a name is pendingDelete by both vocabularies: once is enough.
    for status in dict.fromkeys((*statuses(domain), *grace_statuses(domain, at))):
        lines.append(f"Domain Status: {status} {STATUS_PAGE}#{status}")
    if contacts and found.people.cards:
        lines.append(_known_blocks(found.people) if found.people.are_places else _contact_blocks(found.people))
    lines += [f"Name Server: {host}" for host in domain.hosts]
    lines += [f"Name Server: {server.name}" for server in domain.nameservers]
    lines += f"DNSSEC: {'signedDelegation' if domain.dnssec else 'unsigned'}", COMPLAINTS
    return lines


@lru_cache(1000)
def _sponsor_lines(sponsor: Sponsor) -> tuple[str, str]:
    """What stands before and after the dates of a name; few registrars sponsor most names."""
    before = [*_optional("Registrar WHOIS Server", sponsor.whois_server), _required("Registrar URL", sponsor.url)]
    after = [
        _required("Registrar", sponsor.name),
        _required("Registrar IANA ID", str(sponsor.iana_id) if sponsor.iana_id else None),
        _required("Registrar Abuse Contact Email", sponsor.abuse_email),
        _required("Registrar Abuse Contact Phone", sponsor.abuse_voice),
    ]
    return END.join(before), END.join(after)


@lru_cache(1000)
def _known_blocks(people: People) -> str:
    """The same for all names of a place, and two thirds of an answer: put together once."""
    return _contact_blocks(people)


def _contact_blocks(people: People) -> str:
    return END.join(line for card in people.cards for line in _contact_lines(card))


def _contact_lines(card: Card) -> Iterator[str]:
    for form, field, values in CONTACT_KEYS:
        key = form.format(card.role.title())
        yield from (f"{key}: {on_one_line(value)}" for value in texts(card, field, values(card)))


def _footer(at: datetime) -> tuple[str, str]:
    return f">>> Last update of WHOIS database: {instant(at)} <<<", FOOT


def _required(key: str, value: str | None) -> str:
    return f"{key}: {on_one_line(value)}" if value else f"{key}:"


def _optional(key: str, value: str | None) -> tuple[str, ...]:
    return (f"{key}: {on_one_line(value)}",) if value else ()


def on_one_line(value: str) -> str:
    return " ".join(value.split())


def instant(at: datetime) -> str:
    """UTC, in whole seconds."""
    return f"{at.isoformat(timespec='seconds')[:19]}Z"


def _whole(lines: list[str]) -> bytes:
    return (END.join(lines) + END).encode()
