"""jCards (RFC 7095) of registrars, and of people as somebody may see them."""

from registry.model.contact import Phone
from registry.model.disclosure import Card
from registry.model.registrar import Registrar
from whois.lookup import Sponsor
from whois.rdap.shapes import Property

_VERSION: Property = ("version", {}, "text", "4.0")


def of_sponsor(sponsor: Sponsor) -> tuple[Property, ...]:
    return (_VERSION, ("fn", {}, "text", sponsor.name))


def of_registrar(found: Registrar) -> tuple[Property, ...]:
    """All that a registrar lets the public know."""
    return (
        _VERSION,
        ("fn", {}, "text", found.name),
        _address(found),
        *reached(found.voice, found.email, found.fax),
        *((("url", {}, "uri", found.url),) if found.url else ()),
    )


def of_abuse(sponsor: Sponsor | Registrar) -> tuple[Property, ...]:
    """Whom to tell of abuse: an address and a number, and no name of a person."""
    return (_VERSION, ("fn", {}, "text", "Abuse contact"), *reached(sponsor.abuse_voice, sponsor.abuse_email))


def of_card(card: Card) -> tuple[Property, ...]:
    """A person or organisation; a name and the parts of an address that are withheld stand there empty.

    All but a technical contact have an address in any case: the registration data policy knows none of that one.
    """
    has_address = card.street or card.city or card.state_or_province or card.postal_code or card.country
    return (
        _VERSION,
        ("fn", {}, "text", card.name or ""),
        *((("org", {}, "text", card.organization),) if card.organization else ()),
        *((_address(card),) if has_address or card.role != "tech" else ()),
        *reached(_uri(card.phone), card.email, _uri(card.fax)),
    )


def reached(voice: str | None, email: str | None, fax: str | None = None) -> tuple[Property, ...]:
    found: list[Property] = []
    if voice:
        found.append(("tel", {"type": "voice"}, "uri", f"tel:{voice}"))
    if fax:
        found.append(("tel", {"type": "fax"}, "uri", f"tel:{fax}"))
    if email:
        found.append(("email", {}, "text", email))
    return tuple(found)


def _uri(phone: Phone | None) -> str | None:
    """A number as RFC 3966 writes it after `tel:`."""
    if phone is None:
        return None
    return f"{phone.number};ext={phone.extension}" if phone.extension else phone.number


def _address(of: Card | Registrar) -> Property:
    """The country is a code in a parameter, and its name stays empty (RFC 8605, section 3.1)."""
    lines = of.street[0] if len(of.street) == 1 else [*of.street] or ""
    parameters = {"cc": of.country} if of.country else {}
    parts = ["", "", lines, of.city or "", of.state_or_province or "", of.postal_code or "", ""]
    return ("adr", parameters, "text", parts)
