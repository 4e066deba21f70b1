"""The one page, as values and as HTML: what the directory knows of a name in words, and word for word as WHOIS says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from registry.model.lifecycle import grace_statuses, statuses
from registry.model.names import unicode_form
from whois.availability import Stands
from whois.lookup import FoundDomain, Sponsor
from whois.web.words import meaning

Tone = Literal["", "yes", "no"]

# Every value that is put into a template is escaped; one that a template misspells is an error, not an empty place.
_TEMPLATES: Final = Environment(
    loader=PackageLoader("whois.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: what it is of, what it is, and where its value leads."""

    label: str
    value: str
    note: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`typed` is what was asked as it was, `name` what it means for people and `asked` for the DNS, `rdap` the path of the same
    in RDAP."""

    typed: str = ""
    name: str = ""
    also: str | None = None
    sentence: str | None = None
    tone: Tone = ""
    facts: tuple[Line, ...] = ()
    raw: str | None = None
    rdap: str | None = None
    asked: str = ""


def written(page: Page) -> bytes:
    return _TEMPLATES.get_template("lookup.html").render(page=page).encode(errors="replace")


def of_domain(typed: str, found: FoundDomain, at: datetime, raw: str) -> Page:
    name = found.domain.name
    facts = (*_dates(found), *_sponsor(found.sponsor), *_state(found, at), *_people(found))
    return Page(typed, *_forms(name), "is registered.", "no", facts, raw, f"/domain/{name}", name)


def of_unregistered(typed: str, stands: Stands) -> Page:
    sentence, tone = _standing(stands)
    return Page(typed, *_forms(stands.name), sentence, tone, asked=stands.name)


def _standing(stands: Stands) -> tuple[str, Tone]:
    if stands.standing == "available":
        return "is available. Any registrar of its TLD can register it.", "yes"
    if stands.reason:
        return f"is not registered and not offered: {stands.reason}.", "no"
    return "is being registered just now.", "no"


def _forms(name: str) -> tuple[str, str | None]:
    """A name for people, and for the DNS where that differs: who is deceived by letters that look alike sees it there."""
    shown = unicode_form(name)
    return (shown, name) if shown != name else (name, None)


def _dates(found: FoundDomain) -> tuple[Line, ...]:
    domain = found.domain
    dates = (
        ("Registered", domain.created_at),
        ("Expires", domain.expires_at),
        ("Changed", domain.updated_at),
        ("Transferred", domain.transferred_at),
    )
    return tuple(Line(label, f"{each:%Y-%m-%d %H:%M} UTC") for label, each in dates if each)


def _sponsor(sponsor: Sponsor) -> tuple[Line, ...]:
    number = f"IANA ID {sponsor.iana_id}" if sponsor.iana_id else ""
    # what a registrar typed leads somewhere only where it is an address of the web
    href = sponsor.url if sponsor.url and sponsor.url.lower().startswith(("https://", "http://")) else None
    reached = " · ".join(filter(None, (sponsor.abuse_email, sponsor.abuse_voice)))
    return Line("Registrar", sponsor.name, number, href), *((Line("Report abuse", reached),) if reached else ())


def _state(found: FoundDomain, at: datetime) -> tuple[Line, ...]:
    domain = found.domain
    servers = [*domain.hosts, *(each.name for each in domain.nameservers)]
    shown = dict.fromkeys((*statuses(domain), *grace_statuses(domain, at)))
    return (
        *(Line("" if index else "Status", each, meaning(each)) for index, each in enumerate(shown)),
        *(Line("" if index else "Name servers", each) for index, each in enumerate(servers or ["none"])),
        Line("DNSSEC", "signed" if domain.dnssec else "not signed"),
    )


def _people(found: FoundDomain) -> tuple[Line, ...]:
    """Who holds the name, as far as everybody is told."""
    holder = next((each for each in found.people.cards if each.role == "registrant"), None)
    if holder is None:
        return ()
    town = " ".join(filter(None, (holder.postal_code, holder.city)))
    where = ", ".join(filter(None, (*holder.street, town, holder.state_or_province, holder.country)))
    numbers = [each.number for each in (holder.phone, holder.fax) if each]
    called = " · ".join(filter(None, (holder.name, holder.organization)))
    reached = " · ".join(filter(None, (*numbers, holder.email)))
    lines = [each for each in (called, where, reached) if each]
    note = "everything else is withheld from the public" if holder.withheld else ""
    last = len(lines) - 1
    return tuple(
        Line("" if number else "Registrant", each, note if number == last else "") for number, each in enumerate(lines)
    )
