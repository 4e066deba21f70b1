"""Registrars and contacts of a deposit as the registry knows them (RFC 9022, sections 5.3 and 5.4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from lxml import etree

from rde.restore.elements import at, child, children, created, local, needed, part, stored, token, written
from rde.restore.ground import Ground, Unfit
from rde.restore.transfers import transfer
from rde.verify.kinds import Record
from registry.actions.remember import written as as_json
from registry.model.contact import Contact, Disclose, Phone, Postal, PostalType
from registry.model.registrar import RegistrarState
from registry.model.status import CONTACT_CLIENT, servers_own
from registry.store.rising import Staged

_STORED: Final = CONTACT_CLIENT | servers_own(CONTACT_CLIENT)
_DERIVED: Final = frozenset({"ok", "linked", "pendingTransfer"})
_STATES: Final[dict[str, RegistrarState]] = {"ok": "active", "readonly": "suspended", "terminated": "terminated"}


def contact(each: Record, ground: Ground) -> Staged:
    """Raises Unfit."""
    sponsor = ground.party(needed(each, "clID"))
    assert sponsor
    made_by = ground.party(part(each, "crRr")) or sponsor
    postals = tuple(_postal(info) for info in each.all("postalInfo"))
    if not postals:
        raise Unfit("it has no postalInfo")
    found = Contact(
        id=0,
        roid=needed(each, "roid"),
        handle=each.key,
        registrar=sponsor,
        postals=postals,
        voice=_phone(each, "voice"),
        fax=_phone(each, "fax"),
        email=needed(each, "email"),
        disclose=_disclose(each),
        authinfo=None,
        statuses=stored(each, ground, _STORED, _DERIVED),
        linked=True,
        created_at=created(each, ground),
        created_by=made_by,
        updated_at=at(each, "upDate"),
        updated_by=ground.party(part(each, "upRr")),
        transferred_at=at(each, "trDate"),
        transfer=transfer(each, ground),
        version=1,
    )
    return Staged("contact", found.handle, found.roid, as_json(found))


def _postal(info: etree._Element) -> Postal:
    address = child(info, "addr")
    if address is None:
        raise Unfit("it has no addr")
    kind: PostalType = "loc" if info.get("type") == "loc" else "int"
    return Postal(
        type=kind,
        name=written(child(info, "name")) or "",
        org=written(child(info, "org")),
        street=tuple(text for each in children(address) if local(each) == "street" and (text := written(each))),
        city=written(child(address, "city")) or "",
        state_or_province=written(child(address, "sp")),
        postal_code=written(child(address, "pc")),
        country=token(child(address, "cc")) or "",
    )


def _phone(each: Record, name: str) -> Phone | None:
    found = each.all(name)
    number = token(found[0]) if found else None
    return Phone(number, found[0].get("x") or None) if number else None


def _disclose(each: Record) -> Disclose | None:
    found = each.all("disclose")
    if not found:
        return None
    fields = frozenset(
        f"{local(field)}:{field.get('type')}" if field.get("type") else local(field) for field in children(found[0])
    )
    return Disclose(found[0].get("flag") in ("1", "true"), fields)


@dataclass(frozen=True, slots=True)
class RegistrarFacts:
    """A registrar as a deposit describes it, under the id that its objects name it by."""

    id: str
    name: str
    iana_id: int | None
    state: RegistrarState
    email: str | None
    voice: str | None
    fax: str | None
    street: tuple[str, ...]
    city: str | None
    state_or_province: str | None
    postal_code: str | None
    country: str | None
    url: str | None
    whois_server: str | None
    created_at: datetime
    updated_at: datetime | None


def registrar(each: Record, ground: Ground) -> Staged:
    """Raises Unfit. Of two addresses the one in ASCII is kept: there is room for one."""
    forms = sorted(each.all("postalInfo"), key=lambda info: info.get("type") != "int")
    if len(forms) > 1:
        ground.find("RISE_DETAIL_DROPPED", each.about, "of two addresses the one in ASCII is kept")
    address = child(forms[0], "addr") if forms else None
    number = part(each, "gurid")
    whois = each.all("whoisInfo")
    found = RegistrarFacts(
        id=each.key,
        name=next((text for name in each.all("name") if (text := written(name))), each.key),
        iana_id=int(number) if number and number.isdecimal() and 0 < int(number) < 1 << 31 else None,
        state=_STATES.get(part(each, "status") or "ok", "active"),
        email=part(each, "email"),
        voice=part(each, "voice"),
        fax=part(each, "fax"),
        street=tuple(text for line in _lines(address, "street") if (text := written(line))),
        city=_line(address, "city"),
        state_or_province=_line(address, "sp"),
        postal_code=_line(address, "pc"),
        country=_line(address, "cc"),
        url=part(each, "url"),
        whois_server=token(child(whois[0], "name")) if whois else None,
        created_at=created(each, ground),
        updated_at=at(each, "upDate"),
    )
    return Staged("registrar", found.id, None, orjson.dumps(found))


def _lines(address: etree._Element | None, name: str) -> list[etree._Element]:
    return [each for each in children(address) if local(each) == name] if address is not None else []


def _line(address: etree._Element | None, name: str) -> str | None:
    return written(next(iter(_lines(address, name)), None))
