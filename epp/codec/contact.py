"""Contacts as XML: the parts that several commands share (RFC 5733)."""

from typing import Final, cast

from epp.codec.markup import NOTHING, Element, Markup, joined, leaf, leaf_if, leaves, line, node, text, token
from epp.codec.namespaces import CONTACT
from registry.model.contact import Disclose, Phone, Postal, PostalType
from registry.requests.contact import PostalAddress

# The elements of the mapping, as the parser names them.
_IN: Final = f"{{{CONTACT}}}"
ID, POSTAL, VOICE, FAX, EMAIL = (_IN + each for each in ("id", "postalInfo", "voice", "fax", "email"))
AUTH_INFO, DISCLOSE = (_IN + each for each in ("authInfo", "disclose"))
ADD, REMOVE, CHANGE = (_IN + each for each in ("add", "rem", "chg"))
NAME, ORG, ADDRESS = (_IN + each for each in ("name", "org", "addr"))
_STREET, _CITY, _SP, _PC, _CC = (_IN + each for each in ("street", "city", "sp", "pc", "cc"))
_OF_FORM: Final = ("name", "org", "addr")  # parts that are disclosed form by form


def read_address(element: Element) -> PostalAddress:
    parts = {child.tag: child for child in element}
    province, code = parts.get(_SP), parts.get(_PC)
    return PostalAddress(
        city=line(parts[_CITY]),
        country=token(parts[_CC]),
        street=tuple([line(child) for child in element if child.tag == _STREET]),
        state_or_province=None if province is None else line(province) or None,
        postal_code=None if code is None else token(code) or None,
    )


def write_address(address: PostalAddress | Postal) -> Markup:
    return node(
        "contact:addr",
        leaves("contact:street", address.street),
        leaf("contact:city", address.city),
        leaf_if("contact:sp", address.state_or_province),
        leaf_if("contact:pc", address.postal_code),
        leaf("contact:cc", address.country),
    )


def read_form(element: Element) -> PostalType:
    return cast(PostalType, (element.get("type") or "").strip())


def read_postal(element: Element) -> Postal:
    parts = {child.tag: child for child in element}
    org = parts.get(ORG)
    address = read_address(parts[ADDRESS])
    return Postal(
        type=read_form(element),
        name=line(parts[NAME]),
        city=address.city,
        country=address.country,
        org=None if org is None else line(org) or None,
        street=address.street,
        state_or_province=address.state_or_province,
        postal_code=address.postal_code,
    )


def write_postal(postal: Postal) -> Markup:
    return node(
        "contact:postalInfo",
        leaf("contact:name", postal.name),
        leaf_if("contact:org", postal.org),
        write_address(postal),
        type=postal.type,
    )


def read_phone(element: Element) -> Phone:
    """A telephone number as it is written: the schema lets it be empty, the rules do not."""
    return Phone(token(element), (element.get("x") or "").strip() or None)


def write_phone(tag: str, phone: Phone | None) -> Markup:
    return NOTHING if phone is None else node(tag, text(phone.number), x=phone.extension)


def read_disclose(element: Element) -> Disclose:
    fields = []
    for child in element:
        field = str(child.tag).rpartition("}")[2]
        fields.append(f"{field}:{read_form(child)}" if field in _OF_FORM else field)
    return Disclose((element.get("flag") or "").strip() in ("1", "true"), frozenset(fields))


def write_disclose(disclose: Disclose | None) -> Markup:
    if disclose is None:
        return NOTHING
    forms = [
        node(f"contact:{field}", type=form)
        for field in _OF_FORM
        for form in ("int", "loc")
        if f"{field}:{form}" in disclose.fields
    ]
    plain = [node(f"contact:{field}") for field in ("voice", "fax", "email") if field in disclose.fields]
    return node("contact:disclose", joined(*forms, *plain), flag=f"{disclose.flag:d}")
