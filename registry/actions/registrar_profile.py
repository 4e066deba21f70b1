"""Who a registrar is and how to reach it, changed online; what the directory and the escrow show of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from registry.actions.registrar_change import demand_registry, registrar_changed, registrar_held, registrar_record
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ParameterMissing, ParameterRange, ParameterSyntax
from registry.model.countries import CODES
from registry.model.registrar import KINDS, Registrar
from registry.model.registrar_facts import base_url_of, iana_id_of, line_of, web_address_of
from registry.requests.registrar import RegistrarProfile
from registry.store import registrars
from registry.store.sql import Connection

_MOST_LINES: Final = 3  # of a street, in a deposit (RFC 9022)
_LINES: Final = (
    "email",
    "voice",
    "fax",
    "city",
    "state_or_province",
    "postal_code",
    "url",
    "whois_server",
    "abuse_email",
    "abuse_voice",
)


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ParameterRange(f"Registrars are {', '.join(KINDS)}.", "kind", str(value))
    return str(value)


def _street(value: Any) -> list[str]:
    if len(value or ()) > _MOST_LINES:
        raise ParameterSyntax(f"A street has at most {_MOST_LINES} lines.", "street", "")
    return [line_of(each, "street") for each in value or ()]


def _country(value: Any) -> str | None:
    if value is not None and value not in CODES:
        raise ParameterRange("No country has this code in ISO 3166-1.", "country", str(value))
    return None if value is None else str(value)


def _line(field: str) -> Callable[[Any], str | None]:
    return lambda value: None if value is None else line_of(value, field)


# What may be changed, and how each value is held against what it must be.
FIELDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "name": lambda value: line_of(value or "", "name"),
    "iana_id": iana_id_of,
    "kind": _kind,
    "street": _street,
    "country": _country,
    "rdap_url": lambda value: base_url_of(value, "rdap url"),
    **{field: _line(field) for field in _LINES},
    "url": lambda value: web_address_of(value, "url"),
}


@transacted
async def registrar_profile(cx: Context, db: Connection, wish: RegistrarProfile) -> Registrar:
    """The record as it now is. Raises ObjectMissing, ParameterMissing where nothing is to change, and refusals of what has no
    form."""
    demand_registry(cx)
    if not wish.changes:
        raise ParameterMissing("Name what is to change.")
    for field in wish.changes:
        if field not in FIELDS:
            raise ParameterSyntax("A registrar's record has no such field.", "field", field)
    changed = {field: FIELDS[field](value) for field, value in wish.changes.items()}
    registrar_id = await registrar_held(db, wish.handle)
    known = (await registrar_record(db, wish.handle)).registrar
    kept = {field: getattr(known, field) for field in FIELDS} | changed
    await registrars.set_profile(db, registrar_id=registrar_id, now=cx.now, **{**kept, "street": list(kept["street"])})
    await registrar_changed(cx, db, "profile", registrar_id, wish.handle)
    return (await registrar_record(db, wish.handle)).registrar
