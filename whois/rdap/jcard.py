"""jCards (RFC 7095) of registrars, and of people of whom the public reads little."""

from registry.model.registrar import Registrar
from whois.disclosure import Place
from whois.lookup import Sponsor
from whois.rdap.shapes import Property

_VERSION: Property = ("version", {}, "text", "4.0")


def of_sponsor(sponsor: Sponsor) -> tuple[Property, ...]:
    return (_VERSION, ("fn", {}, "text", sponsor.name))


def of_registrar(found: Registrar) -> tuple[Property, ...]:
    """All that a registrar lets the public know."""
    place = Place(found.state_or_province, found.country)
    return (
        _VERSION,
        ("fn", {}, "text", found.name),
        _address(place, found.street, found.city or "", found.postal_code or ""),
        *reached(found.voice, found.email, found.fax),
        *((("url", {}, "uri", found.url),) if found.url else ()),
    )


def of_abuse(sponsor: Sponsor | Registrar) -> tuple[Property, ...]:
    """Whom to tell of abuse: an address and a number, and no name of a person."""
    return (_VERSION, ("fn", {}, "text", "Abuse contact"), *reached(sponsor.abuse_voice, sponsor.abuse_email))


def of_somebody(place: Place | None) -> tuple[Property, ...]:
    """A person or organisation whose name is withheld: it stands there empty, as the place does but for what is told of it."""
    return (_VERSION, ("fn", {}, "text", ""), *((_address(place),) if place else ()))


def reached(voice: str | None, email: str | None, fax: str | None = None) -> tuple[Property, ...]:
    found: list[Property] = []
    if voice:
        found.append(("tel", {"type": "voice"}, "uri", f"tel:{voice}"))
    if fax:
        found.append(("tel", {"type": "fax"}, "uri", f"tel:{fax}"))
    if email:
        found.append(("email", {}, "text", email))
    return tuple(found)


def _address(place: Place, street: tuple[str, ...] = (), city: str = "", code: str = "") -> Property:
    """The country is a code in a parameter, and its name stays empty (RFC 8605, section 3.1)."""
    lines = street[0] if len(street) == 1 else [*street] or ""
    parameters = {"cc": place.country} if place.country else {}
    return ("adr", parameters, "text", ["", "", lines, city, place.state_or_province or "", code, ""])
