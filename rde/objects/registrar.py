"""Registrars as escrow keeps them (RFC 9022, section 5.4)."""

import re
from collections.abc import Callable
from typing import Final

from rde.objects import names
from rde.parts import Column, Leaf, Node, Table, Value, free, instant, node
from registry.model.registrar import Registrar, RegistrarState
from registry.store import escrow

# A suspended registrar still looks, but changes nothing; an applicant has nothing to change yet.
_STATES: Final[dict[RegistrarState, str]] = {
    "applicant": "readonly",
    "ote": "ok",
    "active": "ok",
    "suspended": "readonly",
    "terminated": "terminated",
}
_STATE_SQL: Final = f"CASE r.state {' '.join(f'WHEN {old!r} THEN {new!r}' for old, new in _STATES.items())} END"

# The records of registrars are kept by hand. What the deposit's schema cannot hold is left out rather than let it sink
# the deposit: telephone numbers that are not E.164, addresses without city or country.
_E164: Final = r"(?=.{5,17}$)\+[0-9]{1,3}\.[0-9]{1,14}"
_HAS_ADDRESS: Final = "r.city IS NOT NULL AND r.country IS NOT NULL"


def _phone(tag: str, sql: str, get: Callable[[Registrar], str | None]) -> Leaf[Registrar]:
    def number(registrar: Registrar) -> Value:
        value = get(registrar)
        return value if value and re.fullmatch(_E164, value) else None

    return Leaf(tag, Column(f"CASE WHEN {sql} ~ '^{_E164}$' THEN {sql} END", number, "safe", optional=True))


def _of_address(tag: str, sql: str, get: Callable[[Registrar], str | None]) -> Leaf[Registrar]:
    def value(registrar: Registrar) -> Value:
        return get(registrar) if registrar.city is not None and registrar.country is not None else None

    return Leaf(tag, Column(f"CASE WHEN {_HAS_ADDRESS} THEN {sql} END", value, "free", optional=True))


def _street(line: int) -> Callable[[Registrar], str | None]:
    return lambda registrar: registrar.street[line] if line < len(registrar.street) else None


def _form(registrar: Registrar) -> str:
    """Whether the address is written in ASCII ("int") or in any script ("loc")."""
    lines = (*registrar.street, registrar.city, registrar.state_or_province, registrar.postal_code)
    return "int" if all(line.isascii() for line in lines if line) else "loc"


_FORM_SQL: Final = """CASE WHEN concat_ws(' ', array_to_string(r.street, ' '), r.city, r.state_or_province, r.postal_code)
                             ~ '[^\\x01-\\x7f]' THEN 'loc' ELSE 'int' END"""
_ADDRESS: Final[Node[Registrar]] = node(
    "rdeRegistrar:addr",
    *(_of_address("rdeRegistrar:street", f"r.street[{line + 1}]", _street(line)) for line in range(3)),
    _of_address("rdeRegistrar:city", "r.city", lambda registrar: registrar.city),
    _of_address("rdeRegistrar:sp", "r.state_or_province", lambda registrar: registrar.state_or_province),
    _of_address("rdeRegistrar:pc", "r.postal_code", lambda registrar: registrar.postal_code),
    _of_address("rdeRegistrar:cc", "r.country", lambda registrar: registrar.country),
)

_ID: Final[Leaf[Registrar]] = free("rdeRegistrar:id", "r.handle", lambda registrar: registrar.handle)
_NAME: Final[Leaf[Registrar]] = free("rdeRegistrar:name", "r.name", lambda registrar: registrar.name)
_GURID: Final[Leaf[Registrar]] = Leaf(
    "rdeRegistrar:gurid", Column("r.iana_id", lambda registrar: registrar.iana_id, optional=True)
)
_URL: Final[Leaf[Registrar]] = free("rdeRegistrar:url", "r.url", lambda registrar: registrar.url, optional=True)
_WHOIS: Final[Node[Registrar]] = node(
    "rdeRegistrar:whoisInfo",
    free("rdeRegistrar:name", "r.whois_server", lambda registrar: registrar.whois_server, optional=True),
)

REGISTRAR_TABLE: Final[Table[Registrar]] = Table(
    names.REGISTRAR,
    node(
        "rdeRegistrar:registrar",
        _ID,
        _NAME,
        _GURID,
        Leaf("rdeRegistrar:status", Column(_STATE_SQL, lambda registrar: _STATES[registrar.state])),
        node("rdeRegistrar:postalInfo", _ADDRESS, type=Column(_FORM_SQL, _form)),
        _phone("rdeRegistrar:voice", "r.voice", lambda registrar: registrar.voice),
        _phone("rdeRegistrar:fax", "r.fax", lambda registrar: registrar.fax),
        free("rdeRegistrar:email", "r.email", lambda registrar: registrar.email, optional=True),
        _URL,
        _WHOIS,
        instant("rdeRegistrar:crDate", "r.created_at", lambda registrar: registrar.created_at),
        instant("rdeRegistrar:upDate", "r.updated_at", lambda registrar: registrar.updated_at, optional=True),
    ),
    escrow.REGISTRARS,
    _ID,
)

# What ICANN gets every week.
THIN_REGISTRAR_TABLE: Final[Table[Registrar]] = Table(
    names.REGISTRAR,
    node("rdeRegistrar:registrar", _ID, _NAME, _GURID, _URL, _WHOIS),
    escrow.REGISTRARS,
    _ID,
)
