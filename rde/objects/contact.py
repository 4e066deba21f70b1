"""Contacts as escrow keeps them (RFC 9022, section 5.3)."""

from collections.abc import Callable, Iterator
from typing import Final

from rde.objects import names
from rde.objects.status import status_flags
from rde.parts import Column, Flag, Flags, Leaf, Node, Table, Value, each_item, free, instant, node, party, safe
from registry.model.contact import Contact, Phone, Postal
from registry.model.contact_lifecycle import statuses
from registry.model.status import CONTACT_CLIENT, servers_own
from registry.model.transfer import Transfer
from registry.store import escrow

_STORED: Final = CONTACT_CLIENT | servers_own(CONTACT_CLIENT)

# A deposit holds the contacts that its names use, so each of them is linked.
_STATUSES: Final = status_flags(
    "rdeContact",
    _STORED,
    "c.statuses",
    {"linked": "true", "pendingTransfer": "x.id IS NOT NULL", "ok": "c.statuses = '{}' AND x.id IS NULL"},
)

# --- postal information ----------------------------------------------------------------------------------------------


def _street(line: int) -> Callable[[Postal], Value]:
    return lambda postal: postal.street[line] if line < len(postal.street) else None


_POSTAL: Final[Node[Postal]] = node(
    "rdeContact:postalInfo",
    free("contact:name", "p.form->>'name'", lambda postal: postal.name),
    free("contact:org", "p.form->>'org'", lambda postal: postal.org, optional=True),
    node(
        "contact:addr",
        *(free("contact:street", f"p.form->'street'->>{line}", _street(line), optional=True) for line in range(3)),
        free("contact:city", "p.form->>'city'", lambda postal: postal.city),
        free("contact:sp", "p.form->>'state_or_province'", lambda postal: postal.state_or_province, optional=True),
        free("contact:pc", "p.form->>'postal_code'", lambda postal: postal.postal_code, optional=True),
        free("contact:cc", "p.form->>'country'", lambda postal: postal.country),
    ),
    type=Column("p.form->>'type'", lambda postal: postal.type, "free"),
)


def _phone(tag: str, column: str, get: Callable[[Contact], Phone | None]) -> Leaf[Contact]:
    def number(contact: Contact) -> Value:
        phone = get(contact)
        return phone.number if phone else None

    def extension(contact: Contact) -> Value:
        phone = get(contact)
        return phone.extension if phone else None

    of_extension = Column(f"c.{column}_extension", extension, "free", optional=True)
    return Leaf(tag, Column(f"c.{column}", number, "free", optional=True), {"x": of_extension})


# --- disclosure ------------------------------------------------------------------------------------------------------


def _disclosed() -> Iterator[Flag]:
    for field in ("name", "org", "addr"):
        for form in ("int", "loc"):
            yield _flag(f"{field}:{form}", f'<contact:{field} type="{form}"/>')
    for field in ("voice", "fax", "email"):
        yield _flag(field, f"<contact:{field}/>")


def _flag(name: str, element: str) -> Flag:
    return Flag(name, element, f"c.disclose->'fields' ? '{name}'")


_DISCLOSE: Final[Node[Contact]] = node(
    "rdeContact:disclose",
    Flags(tuple(_disclosed()), lambda contact: contact.disclose.fields if contact.disclose else ()),
    flag=Column(
        "(c.disclose->'flag')::boolean::int",
        lambda contact: int(contact.disclose.flag) if contact.disclose else None,
    ),
)

# --- transfer --------------------------------------------------------------------------------------------------------


def _pending(contact: Contact) -> Transfer | None:
    return contact.transfer if contact.transfer and contact.transfer.is_pending else None


def _transfer(get: Callable[[Transfer], Value]) -> Callable[[Contact], Value]:
    def of_pending(contact: Contact) -> Value:
        transfer = _pending(contact)
        return get(transfer) if transfer else None

    return of_pending


_TRANSFER: Final[Node[Contact]] = node(
    "rdeContact:trnData",
    Leaf("rdeContact:trStatus", Column("x.status", _transfer(lambda x: x.status), optional=True)),
    party("rdeContact:reRr", "gaining.handle", _transfer(lambda x: x.gaining), optional=True),
    instant("rdeContact:reDate", "x.requested_at", _transfer(lambda x: x.requested_at), optional=True),
    party("rdeContact:acRr", "losing.handle", _transfer(lambda x: x.losing), optional=True),
    instant("rdeContact:acDate", "x.act_by", _transfer(lambda x: x.act_by), optional=True),
)

_ID: Final[Leaf[Contact]] = free("rdeContact:id", "c.handle", lambda contact: contact.handle)

CONTACT_TABLE: Final[Table[Contact]] = Table(
    names.CONTACT,
    node(
        "rdeContact:contact",
        _ID,
        safe("rdeContact:roid", "c.roid", lambda contact: contact.roid),
        Flags(_STATUSES, statuses),
        each_item(
            "jsonb_array_elements(c.postal) WITH ORDINALITY AS p(form, number)",
            "p.number",
            lambda contact: contact.postals,
            _POSTAL,
        ),
        _phone("rdeContact:voice", "voice", lambda contact: contact.voice),
        _phone("rdeContact:fax", "fax", lambda contact: contact.fax),
        free("rdeContact:email", "c.email", lambda contact: contact.email),
        party("rdeContact:clID", "sponsor.handle", lambda contact: contact.registrar),
        party("rdeContact:crRr", "creator.handle", lambda contact: contact.created_by),
        instant("rdeContact:crDate", "c.created_at", lambda contact: contact.created_at),
        party("rdeContact:upRr", "updater.handle", lambda contact: contact.updated_by, optional=True),
        instant("rdeContact:upDate", "c.updated_at", lambda contact: contact.updated_at, optional=True),
        instant("rdeContact:trDate", "c.transferred_at", lambda contact: contact.transferred_at, optional=True),
        _TRANSFER,
        _DISCLOSE,
    ),
    escrow.CONTACTS,
    _ID,
)
