"""Passports of clients' contacts: kept apart from what contacts say, so that no version and no log holds one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from panel.client_contacts import paper_queries
from panel.client_contacts.actions import changed, demand_suitable, demand_whole, facts_of
from panel.client_contacts.fields import IssueDate
from panel.client_contacts.paper_queries import Passport
from panel.client_contacts.queries import ClientContact
from panel.clients.actions import By, by
from panel.kit.deeds import Deed, Find, Values
from panel.kit.fields import Problem, Reason, Text
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Context
from registry.store.sql import Connection

READ: Final = "client-contact.read-passport"
SET: Final = "client-contact.set-passport"


@dataclass(frozen=True, slots=True)
class Bearer:
    """A contact with its passport, where it has one and whoever looks may see it."""

    contact: ClientContact
    passport: Passport | None

    @property
    def state(self) -> str:
        """Of its client."""
        return self.contact.state


def masked(number: str) -> str:
    """What those see who may not see it: enough to tell two apart."""
    return f"•••• {number[-2:]}"


async def passport_of(db: Connection, contact: ClientContact) -> Passport | None:
    return next(iter(await paper_queries.passports(db, ids=[contact.id])), None)


async def contact_passport(cx: Context, who: By, number: int, passport: Mapping[str, Any] | None) -> None:
    """Keep a passport in place of the one before, or none where no profile and no TLD needs it. Raises Declined."""

    async def work(db: Connection, found: ClientContact) -> None:
        if passport is None:
            facts = {**facts_of(found), "passport": False}
            await demand_whole(db, facts)
            await demand_suitable(db, cx, found.id, facts)
            await paper_queries.forget_passport(db, contact_id=found.id)
        else:
            await paper_queries.keep_passport(db, contact_id=found.id, **passport)

    await changed(cx, who, number, "remove-passport" if passport is None else "set-passport", work)


def _bearers(find: Find[ClientContact]) -> Find[Bearer]:
    """Of the contacts that are found their passports."""

    async def found(situation: Situation, keys: Sequence[str]) -> Mapping[str, Bearer]:
        contacts = await find(situation, keys)
        numbers = [each.id for each in contacts.values()] if situation.viewer.may(READ) else []
        kept = await situation.registry.store.reading(lambda db: paper_queries.passports(db, ids=numbers))
        by_number = {each.contact_id: each for each in kept}
        return {key: Bearer(each, by_number.get(each.id)) for key, each in contacts.items()}

    return found


async def _set(cx: Context, on: Bearer, values: Values) -> str:
    said = {name: values[name] for name in ("number", "issued_by", "issued_on")}
    await contact_passport(cx, by(viewer()), on.contact.id, said)
    return "It is kept."


async def _remove(cx: Context, contact: ClientContact, values: Values) -> str:
    await contact_passport(cx, by(viewer()), contact.id, None)
    return "It is forgotten."


def _is_gone(contact: ClientContact | Bearer, situation: Situation) -> str | None:
    return f"Its client is {contact.state}." if contact.state in ("deleted", "wiped") else None


def _has_none(contact: ClientContact, situation: Situation) -> str | None:
    return _is_gone(contact, situation) or (None if contact.passport else "It has none.")


@dataclass(frozen=True, slots=True)
class PassportNumber(Text):
    """As it is printed, without blanks."""

    longest: int = 64

    def read(self, typed: Any, about: Any) -> str | None:
        text = (Text.read(self, typed, about) or "").replace(" ", "").upper()
        if not 3 <= len(text) <= self.longest:
            raise Problem("A passport has a number of three signs at least.")
        return text


def passport_deeds(find: Find[ClientContact]) -> tuple[Deed[Any], ...]:
    """The deeds, done to contacts that are found."""
    return (
        Deed(
            "set-passport",
            "Say what its passport says",
            "fingerprint",
            SET,
            _set,
            (
                PassportNumber("number", "Number", present=lambda on: on.passport and on.passport.number),
                Text("issued_by", "Issued by", present=lambda on: on.passport and on.passport.issued_by),
                IssueDate("issued_on", "Issued on", present=lambda on: on.passport and on.passport.issued_on),
            ),
            _is_gone,
            "It is kept apart: no version holds it, and few may see it.",
            batch=None,
            find=_bearers(find),
        ),
        Deed("remove-passport", "Forget its passport", "eraser", SET, _remove, (Reason(),), _has_none, batch=None),
    )
