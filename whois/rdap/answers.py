"""Answers of RDAP, as ICANN's response profile of February 2024 wants them: what the directory found becomes RFC 9083's objects.

The rules of this file:

* Every link says what was asked (`value`), in the words of the client; the one exception is the link about a registrar, whose
  `value` is the base URL of that registrar's own service.
* What is withheld is left out or stands empty, and is told in `redacted` by its registered name (RFC 9537): no placeholder
  stands where a value would.
"""

from datetime import datetime
from functools import lru_cache
from typing import Final

from registry.model.disclosure import Card
from registry.model.dnssec import DsData as StoredDs
from registry.model.dnssec import SecDns
from registry.model.host import Address
from registry.model.lifecycle import grace_statuses, statuses
from registry.model.names import A_LABEL, unicode_form
from registry.model.registrar import Registrar
from whois.disclosure import People
from whois.lookup import FoundContact, FoundDomain, FoundNameServer, Sponsor
from whois.rdap import jcard
from whois.rdap.farv1_shapes import OpenIdConfiguration
from whois.rdap.redactions import redactions, redactions_alone
from whois.rdap.searches import REVERSE
from whois.rdap.shapes import (
    RDAP,
    Domain,
    DsData,
    Entity,
    Error,
    Event,
    Help,
    IpAddresses,
    KeyData,
    Link,
    NameServer,
    PublicId,
    Redaction,
    ReverseSearchProperty,
    SecureDns,
)
from whois.reverse import ROLES

_REVERSE: Final = tuple(
    ReverseSearchProperty(kind, "entity", each) for kind, properties in REVERSE.items() for each in properties
)
# Who an answer to the public has a place for: the registration data policy knows no others.
_PUBLIC: Final = ("registrant", "tech")
# EPP's statuses whose words RDAP does not simply take apart (RFC 8056, section 2).
_STATUSES: Final = {"ok": "active", "linked": "associated"}


def of_domain(found: FoundDomain, asked: str, base: str, at: datetime) -> Domain:
    domain = found.domain
    sponsor = _sponsor(found.sponsor, asked, base)
    entities, withheld = _known_places(found.people) if found.people.are_places else _people(found.people, asked, base)
    servers = (
        *(NameServer(host, _unicode(host)) for host in domain.hosts),
        *(
            NameServer(each.name, _unicode(each.name), ip_addresses=_addresses(each.addresses))
            for each in domain.nameservers
        ),
    )
    return Domain(
        domain.roid,
        domain.name,
        _unicode(domain.name),
        tuple(dict.fromkeys(status_of(each) for each in (*statuses(domain), *grace_statuses(domain, at)))),
        _events(
            at,
            ("registration", domain.created_at),
            ("expiration", domain.expires_at),
            ("last changed", domain.updated_at),
            ("transfer", domain.transferred_at),
        ),
        _secure(domain.dnssec),
        servers,
        (sponsor, *entities),
        (_self(asked, f"{base}domain/{domain.name}"), *_related(found.sponsor.rdap_url, domain.name, asked)),
        withheld,
    )


@lru_cache(1000)
def _known_places(people: People) -> tuple[tuple[Entity, ...], tuple[Redaction, ...]]:
    """Who has no identifier is nowhere to be asked for: what was asked, and where, makes no difference."""
    return _people(people, "", "")


def _people(people: People, asked: str, base: str) -> tuple[tuple[Entity, ...], tuple[Redaction, ...]]:
    """The contacts of a name, which stand behind its registrar, and what is withheld of them."""
    cards = [each for each in people.cards if not people.is_public or each.role in _PUBLIC]
    roles = [ROLES[each.role] for each in cards]
    entities = tuple(_entity(card, role, asked, base) for card, role in zip(cards, roles, strict=True))
    return entities, redactions(cards, roles, before=1)


def _entity(card: Card, role: str, asked: str, base: str) -> Entity:
    links = (_self(asked, f"{base}entity/{card.id}"),) if card.id else ()
    return Entity((role,), jcard.of_card(card), card.id, links=links)


def of_contact(found: FoundContact, asked: str, base: str, at: datetime) -> Entity:
    """A contact by itself, which is in no role then."""
    return Entity(
        (),
        jcard.of_card(found.card),
        found.roid,
        status=tuple(map(status_of, found.statuses)),
        events=_events(
            at,
            ("registration", found.created_at),
            ("last changed", found.updated_at),
            ("transfer", found.transferred_at),
        ),
        links=(_self(asked, f"{base}entity/{found.roid}"),),
        redacted=redactions_alone(found.card),
    )


def of_name_server(found: FoundNameServer, asked: str, base: str, at: datetime) -> NameServer:
    return NameServer(
        found.name,
        _unicode(found.name),
        found.roid,
        _addresses(found.addresses),
        tuple(map(status_of, found.statuses)),
        (_sponsor(found.sponsor, asked, base),),
        _events(at),
        (_self(asked, f"{base}nameserver/{found.name}"),),
    )


def of_registrar(found: Registrar, asked: str, base: str, at: datetime) -> Entity:
    handle = str(found.iana_id) if found.iana_id else found.handle
    return Entity(
        ("registrar",),
        jcard.of_registrar(found),
        handle,
        _public_ids(found.iana_id),
        ("active",) if found.state == "active" else ("inactive",),
        (Entity(("abuse",), jcard.of_abuse(found)),),
        _events(at, ("registration", found.created_at), ("last changed", found.updated_at)),
        (_self(asked, f"{base}entity/{handle}"), *_about(found, asked)),
    )


def of_help(farv1: OpenIdConfiguration | None = None) -> Help:
    return Help(_REVERSE, farv1)


def of_error(status: int, title: str, *description: str) -> Error:
    return Error(status, title, description)


@lru_cache(100)
def status_of(status: str) -> str:
    """A status of EPP in RDAP's words: `clientHold` is `client hold` (RFC 8056)."""
    return _STATUSES.get(status) or "".join(f" {each.lower()}" if each.isupper() else each for each in status)


def _sponsor(sponsor: Sponsor, asked: str, base: str) -> Entity:
    """The registrar of a name or a host, with whom to tell of abuse."""
    handle = str(sponsor.iana_id) if sponsor.iana_id else sponsor.handle
    return Entity(
        ("registrar",),
        jcard.of_sponsor(sponsor),
        handle,
        _public_ids(sponsor.iana_id),
        entities=(Entity(("abuse",), jcard.of_abuse(sponsor)),),
        links=(_self(asked, f"{base}entity/{handle}"), *_about(sponsor, asked)),
    )


def _public_ids(iana_id: int | None) -> tuple[PublicId, ...]:
    return (PublicId("IANA Registrar ID", str(iana_id)),) if iana_id else ()


def _about(registrar: Sponsor | Registrar, asked: str) -> tuple[Link, ...]:
    """A registrar's pages, told of its RDAP service where it has one: so ICANN's profile names that service."""
    value = registrar.rdap_url or asked
    if registrar.url:
        return (Link(value, "about", registrar.url, "text/html"),)
    return (Link(value, "about", registrar.rdap_url, RDAP),) if registrar.rdap_url else ()


def _related(rdap_url: str | None, name: str, asked: str) -> tuple[Link, ...]:
    """The name as its registrar tells of it."""
    return (Link(asked, "related", f"{rdap_url}domain/{name}", RDAP),) if rdap_url else ()


def _self(asked: str, href: str) -> Link:
    return Link(asked, "self", href, RDAP)


def _events(at: datetime, *known: tuple[str, datetime | None]) -> tuple[Event, ...]:
    """Those that have been or will be, and the instant of which the answer is true."""
    return (
        *(Event(action, instant) for action, instant in known if instant),
        Event("last update of RDAP database", at),
    )


def _unicode(name: str) -> str | None:
    return unicode_form(name) if A_LABEL in name else None


def _addresses(addresses: tuple[Address, ...]) -> IpAddresses | None:
    if not addresses:
        return None
    v4, v6 = ([str(each) for each in addresses if each.version == version] for version in (4, 6))
    return IpAddresses(tuple(v4), tuple(v6))


def _secure(records: tuple[SecDns, ...]) -> SecureDns:
    return SecureDns(
        bool(records),
        tuple(
            DsData(each.key_tag, each.algorithm, each.digest, each.digest_type)
            for each in records
            if isinstance(each, StoredDs)
        ),
        tuple(
            KeyData(each.flags, each.protocol, each.public_key, each.algorithm)
            for each in records
            if not isinstance(each, StoredDs)
        ),
    )
