"""Taking a registrar in, and changing its record: who it is, and how to reach it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from panel.kit.deeds import Declined, Deed, Once, Opening, Values
from panel.kit.fields import About, Choice, Field, Reason, Text
from panel.kit.quantities import Number
from panel.kit.situation import Situation
from registry.actions.registrar_create import registrar_create
from registry.actions.registrar_profile import registrar_profile
from registry.context import Context
from registry.model.registrar import KINDS, AccountLimits, Registrar
from registry.model.registrar_facts import MOST_SESSIONS
from registry.requests.registrar import RegistrarCreate, RegistrarProfile
from registry.store import registrars
from registry.store.sql import Connection

_NUMBERS: Final = 2**31 - 1
# What takes a value away: nothing leaves it as it is.
GONE: Final = "-"

_KINDS: Final[Mapping[str, str]] = {each: each.capitalize() for each in KINDS}
_BEGINNINGS: Final[Mapping[str, str]] = {"applicant": "Applicant", "ote": "In OT&E", "active": "Active"}

# The lines of a record, with their titles.
_LINES: Final[Mapping[str, str]] = {
    "email": "E-mail",
    "voice": "Telephone",
    "fax": "Fax",
    "street": "Street",
    "city": "City",
    "state_or_province": "State or province",
    "postal_code": "Postal code",
    "country": "Country",
    "url": "Web pages",
    "whois_server": "WHOIS server",
    "rdap_url": "RDAP base URL",
    "abuse_email": "E-mail against abuse",
    "abuse_voice": "Telephone against abuse",
}
_HINTS: Final[Mapping[str, str]] = {
    "voice": "As +1.5551234567.",
    "street": "Up to three lines, with semicolons between them.",
    "country": "Two capitals, as ISO 3166 has it.",
    "rdap_url": "https, and a slash at its end.",
}


async def records(situation: Situation, keys: Sequence[str]) -> Mapping[str, Registrar]:
    """Of the handles the records of those registrars that the viewer's scope has."""

    async def read(db: Connection) -> list[Registrar]:
        return [found for key in keys if (found := await registrars.by_handle(db, handle=key))]

    found = await situation.registry.store.reading(read)
    return {each.handle: each for each in found if situation.scope.admits(each.handle)}


def _kept(name: str) -> Any:
    def read(registrar: Registrar) -> Any:
        value = getattr(registrar, name)
        return "; ".join(value) if name == "street" else value

    return read


def _line(name: str, title: str) -> Field:
    return Text(name, title, _HINTS.get(name, ""), required=False, present=_kept(name))


async def _change(cx: Context, registrar: Registrar, values: Values) -> str:
    said = {name: value for name, value in values.items() if name != "reason" and value is not None}
    changes = {name: _meant(name, value) for name, value in said.items() if value != _kept(name)(registrar)}
    if not changes:
        raise Declined("Everything is as it is already.")
    await registrar_profile(cx, RegistrarProfile(registrar.handle, changes))
    return "The record is changed."


def _meant(name: str, value: Any) -> Any:
    if name == "street":
        return () if value == GONE else tuple(each.strip() for each in value.split(";") if each.strip())
    return None if value == GONE else value


def _currencies(about: About) -> Mapping[str, str]:
    policies = about.situation.registry.book.current(about.situation.now)
    return {each: each for each in sorted({policy.rules.prices.currency for policy in policies} or {"USD"})}


async def _take_in(cx: Context, nothing: None, values: Values) -> str:
    password = secrets.token_urlsafe(12)  # 16 characters: what a login carries without loginSec
    tlds = tuple(each.strip(".").lower() for each in (values["tlds"] or "").replace(",", " ").split())
    wish = RegistrarCreate(
        values["handle"],
        values["name"],
        password,
        values["iana_id"],
        values["sessions"],
        accounts=(AccountLimits(values["currency"]),),
        tlds=tlds,
        state=values["state"],
        kind=values["kind"],
    )
    await registrar_create(cx, wish)
    return Once.of(f"{values['handle']} is taken in. Its password:", password)


PROFILE: Final[Deed[Any]] = Deed(
    "change-record",
    "Change its record",
    "pencil",
    "registrar.set-profile",
    _change,
    (
        Text("name", "Name of the company", required=False, present=_kept("name")),
        Number("iana_id", "IANA ID", 1, _NUMBERS, required=False, present=_kept("iana_id")),
        Choice("kind", "Kind", _KINDS, "Reports of the market leave out all but real ones.", False, _kept("kind")),
        *(_line(name, title) for name, title in _LINES.items()),
        Reason(),
    ),
    lead="The directory and deposits show it. Nothing leaves a line as it is; a dash takes it away.",
    batch=None,
    find=records,
    sections={
        "name": "The company",
        "email": "How to reach it",
        "street": "Where it is",
        "url": "What it offers",
        "abuse_email": "Against abuse",
        "reason": "Why it is changed",
    },
)


async def _is_new(situation: Situation, subject: None, values: Values) -> None:
    if await situation.registry.store.reading(lambda db: registrars.by_handle(db, handle=values["handle"])):
        raise Declined("There is such a registrar already.", at="handle")


TAKE_IN: Final = Opening(
    "take-in",
    "Take in a registrar",
    "building",
    "registrar.create",
    _take_in,
    (
        Text("handle", "Handle", "3 to 16 letters, digits and signs without blanks.", longest=16),
        Text("name", "Name of the company"),
        Number("iana_id", "IANA ID", 1, _NUMBERS, required=False),
        Choice("state", "At first it is", _BEGINNINGS, present=lambda nothing: "applicant"),
        Choice("kind", "Kind", _KINDS, present=lambda nothing: "real"),
        Choice("currency", "Currency of its account", _currencies),
        Number("sessions", "EPP sessions at once", 1, MOST_SESSIONS, present=lambda nothing: 10),
        Text("tlds", "TLDs that it is accredited for", "With blanks between them.", required=False),
        Reason(),
    ),
    lead="Its password is drawn, and shown once. Certificates, networks and the rest of its record are added on its page.",
    called=lambda values: str(values["handle"]),
    asks={"handle": _is_new},
)
