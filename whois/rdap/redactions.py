"""What is withheld from an answer, told by the names that IANA registers for it (RFC 9537; ICANN's response profile, 2.7.4).

Where nothing is registered, the words of a description say what it is.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from registry.model.disclosure import Card, ContactField, Role, method_of
from whois.rdap.shapes import Method, RedactedName, Redaction

# What is withheld with a field, and where in the entity it would stand, or stands empty; in this order.
_PARTS: Final[tuple[tuple[ContactField, str, str], ...]] = (
    ("id", "ID", "handle"),
    ("organization", "Organization", "vcardArray[1][?(@[0]=='org')]"),
    ("phone", "Phone", "vcardArray[1][?(@[1].type=='voice')]"),
    ("phone", "Phone Ext", "vcardArray[1][?(@[1].type=='voice')]"),
    ("fax", "Fax", "vcardArray[1][?(@[1].type=='fax')]"),
    ("fax", "Fax Ext", "vcardArray[1][?(@[1].type=='fax')]"),
    ("email", "Email", "vcardArray[1][?(@[0]=='email')]"),
    ("country", "Country", "vcardArray[1][?(@[0]=='adr')][1].cc"),
    ("name", "Name", "vcardArray[1][?(@[0]=='fn')][3]"),
    ("street", "Street", "vcardArray[1][?(@[0]=='adr')][3][2]"),
    ("city", "City", "vcardArray[1][?(@[0]=='adr')][3][3]"),
    ("state_or_province", "State/Province", "vcardArray[1][?(@[0]=='adr')][3][4]"),
    ("postal_code", "Postal Code", "vcardArray[1][?(@[0]=='adr')][3][5]"),
)
_TITLES: Final[dict[Role, str]] = {"registrant": "Registrant", "tech": "Tech", "admin": "Admin", "billing": "Billing"}
# What an answer has no place for unless it is shown: of a technical contact the registration data policy knows no more.
_NO_PLACE: Final[dict[Role, frozenset[ContactField]]] = {
    "tech": frozenset({"organization", "street", "city", "state_or_province", "postal_code", "country", "fax"}),
}
_UNREGISTERED: Final[frozenset[ContactField]] = frozenset({"state_or_province", "country"})


def redactions(cards: Sequence[Card], roles: Sequence[str], before: int) -> tuple[Redaction, ...]:
    """What is withheld of the entities that these cards with these roles of RDAP became, after so many others."""
    often = Counter(roles)
    return tuple(
        redaction
        for number, (card, role) in enumerate(zip(cards, roles, strict=True), before)
        for redaction in _of(card.role, card.withheld, _where(role, number, alone=often[role] == 1))
    )


def redactions_alone(card: Card) -> tuple[Redaction, ...]:
    """What is withheld of a contact that is an answer itself, by the names of the role in which it is shown."""
    return _of(card.role, card.withheld, "$")


def _where(role: str, number: int, *, alone: bool) -> str:
    return f"$.entities[?(@.roles[0]=='{role}')]" if alone else f"$.entities[{number}]"


@lru_cache(1000)
def _of(role: Role, withheld: frozenset[ContactField], entity: str) -> tuple[Redaction, ...]:
    return tuple(_redactions(role, withheld - _NO_PLACE.get(role, frozenset()), entity))


def _redactions(role: Role, withheld: frozenset[ContactField], entity: str) -> Iterable[Redaction]:
    for field, part, where in _PARTS:
        if field in withheld:
            path = f"{entity}.{where}"
            if method_of(field) == "removed":
                yield Redaction(_name(role, field, part), Method.REMOVAL, pre_path=path)
            else:
                yield Redaction(_name(role, field, part), Method.EMPTY_VALUE, post_path=path)


def _name(role: Role, field: ContactField, part: str) -> RedactedName:
    text = f"Registry {_TITLES[role]} ID" if field == "id" else f"{_TITLES[role]} {part}"
    if role in ("registrant", "tech") and field not in _UNREGISTERED:
        return RedactedName(text)
    return RedactedName(description=text)
