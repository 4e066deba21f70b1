"""The contacts of a name as somebody may see them, and what stands where something is withheld.

What is shown to whom is decided by registry/model/disclosure.py, for this door and the others. The rule of this file: what the
public may not see is not read from the database at all, so that no answer can leak it. Only where a TLD shows everybody more than
where registrants are, or where somebody is known who asks, are contacts read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from registry.model.contact import Contact
from registry.model.disclosure import (
    Asker,
    Card,
    ContactField,
    Described,
    Grant,
    GrantedRole,
    Level,
    Role,
    blank,
    card,
    tells_identifiers,
)
from registry.model.policy import Policy, PolicyBook
from registry.store.directory import DirectoryRow
from registry.store.directory_contacts import LinkedContact, WholeRow

# Redaction texts, word for word as ICANN's checkers know them.
REDACTED: Final = "REDACTED FOR PRIVACY"
ASK_THE_REGISTRAR: Final = (
    "Please query the RDDS service of the Registrar of Record identified in this output for information on how to "
    "contact the Registrant, Admin, or Tech contact of the queried domain name."
)

_PUBLIC: Final[tuple[Role, ...]] = ("registrant", "admin", "tech")


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The contacts of a name in the order of their roles, as they are shown at `level` or, some of them, below.

    `are_places`: nothing of them was read but where the registrant is, so that many names have the very same.
    """

    cards: tuple[Card, ...]
    level: Level = "public"
    are_places: bool = False

    @property
    def is_public(self) -> bool:
        return self.level == "public"


def people(row: DirectoryRow, sponsor: str, policy: Policy, asker: Asker, now: datetime) -> People:
    """Whom an answer about a name tells of; `sponsor` is the handle of the one it has now.

    To the public it has a place for all roles in a TLD that takes contacts, whichever the name has. A contact is whole only to
    the registrar that sponsors it and the name: a name can be given anybody's contact.
    """
    rules = policy.rules
    takes_contacts = rules.contacts != "forbidden"
    if not isinstance(row, WholeRow):
        return _places(takes_contacts, rules.disclosure, row.registrant_state, row.registrant_country)
    linked = row.linked(now)
    if asker.level(sponsor, policy.tld) == "public":
        return People(_first_of_each_role(linked, policy) if takes_contacts else ())
    cards = tuple(_card(each, asker, sponsor, policy) for each in linked)
    level = asker.kind if any(each.level != "public" for each in cards) else "public"
    return People(tuple(each for each in cards if each.role != "billing" or level != "requester"), level)


@lru_cache(1000)
def _places(takes_contacts: bool, grants: tuple[Grant, ...], state: str | None, country: str | None) -> People:
    if not takes_contacts:
        return _NOBODY
    others = (blank(role, grants) for role in _PUBLIC[1:])
    return People((blank("registrant", grants, state, country), *others), are_places=True)


_NOBODY: Final = People((), are_places=True)


def _first_of_each_role(linked: Sequence[LinkedContact], policy: Policy) -> tuple[Card, ...]:
    first = {each.role: each for each in reversed(linked)}
    return tuple(
        _shown(first[role], role, "public", None, policy) if role in first else blank(role, policy.rules.disclosure)
        for role in _PUBLIC
    )


def _card(contact: LinkedContact, asker: Asker, sponsor: str, policy: Policy) -> Card:
    level = asker.level(sponsor, policy.tld)
    if asker.level(contact.registrar, policy.tld) != level:
        level = "public"
    return _shown(contact, contact.role, level, asker.purpose, policy)


def _shown(contact: Described, role: Role, level: Level, purpose: str | None, policy: Policy) -> Card:
    rules = policy.rules
    legal = rules.legal_persons == "organizations"
    return card(contact, role, level, purpose, rules.disclosure, organizations_are_legal=legal)


def telling(book: PolicyBook, asker: Asker, now: datetime) -> list[str]:
    """The TLDs whose names may show this asker the identifiers of contacts that are not his own."""
    return [
        policy.tld
        for policy in book.current(now)
        if not policy.rules.sandbox
        and tells_identifiers(asker.level("", policy.tld), asker.purpose, policy.rules.disclosure)
    ]


def by_itself(
    contact: Contact, standing: Iterable[tuple[str, GrantedRole]], book: PolicyBook, asker: Asker, now: datetime
) -> Card | None:
    """A contact asked for by its identifier: whole to its registrar and to operators, as by EPP. To anybody else it is there if a
    name shows him that identifier, and as the name that shows most of it does.
    """
    own = asker.level(contact.registrar, "")
    if own in ("registrar", "operator"):
        return card(contact, "registrant", own, None, ())
    cards = (
        _shown(contact, role, asker.level(contact.registrar, tld), asker.purpose, book.at(tld, now))
        for tld, role in standing
    )
    told = (each for each in cards if "id" not in each.withheld)
    return min(told, key=lambda each: len(each.withheld), default=None)


def texts(card: Card, field: ContactField, values: Iterable[str | None]) -> Iterator[str]:
    """What stands for a field where an answer cannot tell otherwise that it is withheld: what is there of `values`, or that."""
    if field in card.withheld:
        yield ASK_THE_REGISTRAR if field == "email" else REDACTED
    else:
        yield from filter(None, values)
