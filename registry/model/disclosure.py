"""Who may see what of a contact: the same for every door that shows any.

The rules of this file:

* What anybody is shown, and what a requester is shown besides for a purpose, is a list of grants in the policy of the TLD. What
  no grant covers is withheld; a grant only ever adds, so no level can see what the one above it does not.
* The registrar of record is shown its own contacts whole, of its own names; an operator everything.
* Whether a contact is a person of the law is told by its organisation, where the TLD says so: EPP has no word for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Protocol, get_args

from registry.model.contact import Disclose, Phone, Postal, PostalType

# From who sees least to who sees most: no level sees what the next one does not.
Level = Literal["public", "requester", "registrar", "operator"]
ContactField = Literal[
    "id",
    "name",
    "organization",
    "street",
    "city",
    "state_or_province",
    "postal_code",
    "country",
    "phone",
    "fax",
    "email",
]
Role = Literal["registrant", "admin", "tech", "billing"]
GrantedRole = Literal["registrant", "admin", "tech"]
Person = Literal["natural", "legal"]
# What a contact wants of one of its fields (RFC 5733, section 2.9).
Wish = Literal["none", "allowed", "refused"]
# What becomes of a field; what is withheld is removed, or its value emptied, as RFC 9537 has it (section 3).
Told = Literal["shown", "removed", "emptied"]

FIELDS: Final[tuple[ContactField, ...]] = get_args(ContactField)
# A jCard cannot do without a name, nor an address without its parts.
_EMPTIED: Final = frozenset({"name", "street", "city", "state_or_province", "postal_code"})
# The elements of `contact:disclose` that speak of a field; an identifier is nobody's to refuse.
_ELEMENTS: Final[dict[ContactField, str]] = {
    "name": "name",
    "organization": "org",
    "street": "addr",
    "city": "addr",
    "state_or_province": "addr",
    "postal_code": "addr",
    "country": "addr",
    "phone": "voice",
    "fax": "fax",
    "email": "email",
}


_PURPOSE: Final = re.compile(r"[!#$%&(-+\--~]{1,64}")


def is_purpose(text: str) -> bool:
    """Whether a purpose can be named so: what RFC 9560 calls StringOrURI, of characters that need no care."""
    return _PURPOSE.fullmatch(text) is not None


class PurposeRefused(Exception):
    """A requester states a purpose that is none of its own, or leaves open which one it is."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, as a door knows him; `kind` is the level at which he is shown what is his to see.

    `name` is what the log calls him: a registrar's handle, the name of an accredited requester, an operator's login. A requester
    asks for a `purpose`, one of its `purposes`, and in its `tlds` (None: in all).
    """

    kind: Level = "public"
    name: str = ""
    purpose: str | None = None
    purposes: frozenset[str] = frozenset()
    tlds: frozenset[str] | None = None

    @property
    def is_public(self) -> bool:
        return self.kind == "public"

    def asking_for(self, purpose: str | None) -> "Asker":
        """The same with a purpose of its own; who has only one need not state it. Raises PurposeRefused.

        The purposes of a registrar and of an operator are known: whatever they state is not asked about.
        """
        if self.kind != "requester":
            return self
        if purpose is None and len(self.purposes) == 1:
            (purpose,) = self.purposes
        if purpose is None:
            raise PurposeRefused(f"State the purpose of your query: one of {', '.join(sorted(self.purposes))}.")
        if purpose not in self.purposes:
            raise PurposeRefused("You are not accredited for this purpose.")
        return replace(self, purpose=purpose)

    def level(self, sponsor: str, tld: str) -> Level:
        """At what level data of an object of this sponsor (by handle), in this TLD, is shown."""
        if self.kind == "registrar" and self.name != sponsor:
            return "public"
        if self.kind == "requester" and (self.purpose is None or not (self.tlds is None or tld in self.tlds)):
            return "public"
        return self.kind


ANYBODY: Final = Asker()


@dataclass(frozen=True, slots=True)
class Grant:
    """Fields of the contacts in some roles that everybody is shown; with a `purpose`, accredited requesters who ask for it.

    `persons` says of whom. The `wish` of a contact is ignored, or nothing is shown that it refused, or only what it allowed.
    """

    fields: tuple[ContactField, ...]
    roles: tuple[GrantedRole, ...] = ("registrant",)
    persons: Literal["all", "natural", "legal"] = "all"
    wish: Literal["ignored", "not_refused", "allowed"] = "ignored"
    purpose: str = ""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Grant":
        values = dict(document)
        for key in ("fields", "roles"):
            if key in values:
                values[key] = tuple(values[key])
        return cls(**values)

    @property
    def is_of_places(self) -> bool:
        """Whether all that it shows everybody is in which country and state a registrant is, of whomever."""
        of_all = self.roles == ("registrant",) and self.persons == "all" and self.wish == "ignored"
        return of_all and set(self.fields) <= {"state_or_province", "country"}

    def counts_for(self, level: Level, purpose: str | None) -> bool:
        """Whether it is for everybody, or for somebody at this level who asks for its purpose."""
        return not self.purpose or (level == "requester" and self.purpose == purpose)

    def covers(self, field: ContactField, role: Role, person: Person, wish: Wish) -> bool:
        return (
            field in self.fields
            and role in self.roles
            and self.persons in ("all", person)
            and (self.wish == "ignored" or wish == "allowed" or (self.wish == "not_refused" and wish == "none"))
        )


# What ICANN's registration data policy has a registry publish, of whomever.
PLACE: Final = (Grant(("state_or_province", "country")),)


def told(
    field: ContactField,
    role: Role,
    person: Person,
    wish: Wish,
    level: Level,
    purpose: str | None,
    grants: Sequence[Grant],
) -> Told:
    """Whether a field of a contact is shown to somebody at this level, and how it is withheld if not."""
    if level in ("registrar", "operator"):
        return "shown"
    for grant in grants:
        if grant.counts_for(level, purpose) and grant.covers(field, role, person, wish):
            return "shown"
    return method_of(field)


def tells_identifiers(level: Level, purpose: str | None, grants: Sequence[Grant]) -> bool:
    """Whether these grants show somebody at this level the identifier of any contact: by it he may ask for the contact itself."""
    return any("id" in grant.fields and grant.counts_for(level, purpose) for grant in grants)


def method_of(field: ContactField) -> Told:
    """How a field is withheld, when it is."""
    return "emptied" if field in _EMPTIED else "removed"


def wish_of(disclose: Disclose | None, field: ContactField, form: PostalType) -> Wish:
    """What a contact wants of a field; `form` is the postal form that is shown."""
    element = _ELEMENTS.get(field)
    if disclose is None or element is None:
        return "none"
    if not disclose.fields & {element, f"{element}:{form}"}:
        return "none"
    return "allowed" if disclose.flag else "refused"


class Described(Protocol):
    """What a contact says of itself; `registrar` is its sponsor."""

    @property
    def roid(self) -> str: ...
    @property
    def registrar(self) -> str: ...
    @property
    def postals(self) -> tuple[Postal, ...]: ...
    @property
    def voice(self) -> Phone | None: ...
    @property
    def fax(self) -> Phone | None: ...
    @property
    def email(self) -> str: ...
    @property
    def disclose(self) -> Disclose | None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A contact as somebody is shown it: what is `withheld` holds nothing, and nobody learns whether there is anything."""

    role: Role
    withheld: frozenset[ContactField]
    level: Level = "public"
    id: str | None = None
    name: str | None = None
    organization: str | None = None
    street: tuple[str, ...] = ()
    city: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    country: str | None = None
    phone: Phone | None = None
    fax: Phone | None = None
    email: str | None = None


def card(
    contact: Described,
    role: Role,
    level: Level,
    purpose: str | None,
    grants: Sequence[Grant],
    *,
    organizations_are_legal: bool = False,
) -> Card:
    """What is shown of a contact, in the first of its postal forms."""
    postal = contact.postals[0]
    is_legal = organizations_are_legal and any(each.org for each in contact.postals)
    withheld = frozenset(
        field
        for field in FIELDS
        if told(
            field,
            role,
            "legal" if is_legal else "natural",
            wish_of(contact.disclose, field, postal.type),
            level,
            purpose,
            grants,
        )
        != "shown"
    )
    found: dict[ContactField, Any] = {
        "id": contact.roid,
        "name": postal.name,
        "organization": postal.org,
        "street": postal.street,
        "city": postal.city,
        "state_or_province": postal.state_or_province,
        "postal_code": postal.postal_code,
        "country": postal.country,
        "phone": contact.voice,
        "fax": contact.fax,
        "email": contact.email,
    }
    return Card(role, withheld, level, **{field: value for field, value in found.items() if field not in withheld})


def blank(role: Role, grants: Sequence[Grant], state: str | None = None, country: str | None = None) -> Card:
    """What everybody is shown of somebody of whom nothing was read but where he is, and of nobody at all."""
    withheld = frozenset(
        field for field in FIELDS if told(field, role, "natural", "none", "public", None, grants) != "shown"
    )
    return Card(
        role,
        withheld,
        state_or_province=None if "state_or_province" in withheld else state,
        country=None if "country" in withheld else country,
    )
