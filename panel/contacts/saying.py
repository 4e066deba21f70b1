"""What a contact says, as forms have it and as the core takes it: who somebody is and where, twice if need be, and what the
public is shown of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from panel.kit.deeds import Values
from panel.kit.fields import Choice, Email, Field, Prose, Several, Text
from registry.model.change import UNCHANGED, Unchanged
from registry.model.contact import Contact, Disclose, Phone, Postal, PostalType
from registry.requests.contact import ContactUpdate, PostalAddress, PostalChange

# The parts of a postal form: what people call them, and how long they are.
_PARTS: Final[Mapping[str, tuple[str, int]]] = {
    "name": ("Name", 255),
    "organisation": ("Organisation", 255),
    "street": ("Street", 800),
    "city": ("City", 255),
    "state_or_province": ("State or province", 255),
    "postal_code": ("Postal code", 16),
    "country": ("Country", 2),
}
_HINTS: Final = {"street": "Up to three lines.", "country": "Two capitals, as ISO 3166 has it."}
_DISCLOSED: Final = {
    f"{part}:{form}": f"{title}{', in its own script' if form == 'loc' else ''}"
    for form in ("int", "loc")
    for part, title in (("name", "Name"), ("org", "Organisation"), ("addr", "Address"))
} | {"voice": "Telephone", "fax": "Fax", "email": "E-mail"}
_SHOWN: Final = {"show": "Shown", "hide": "Hidden"}


def _form(contact: Contact | None, kind: PostalType) -> Postal | None:
    return next((each for each in contact.postals if each.type == kind), None) if contact else None


def _part_of(postal: Postal | None, part: str) -> str | None:
    if postal is None:
        return None
    if part == "organisation":
        return postal.org
    return "\n".join(postal.street) if part == "street" else getattr(postal, part)


def _said(kind: PostalType, part: str) -> Callable[[Contact | None], str | None]:
    return lambda contact: _part_of(_form(contact, kind), part)


def _postal_fields(kind: PostalType, begins: str) -> tuple[Field, ...]:
    found: list[Field] = []
    for part, (title, longest) in _PARTS.items():
        name, hint, present = f"{begins}{part}", _HINTS.get(part, ""), _said(kind, part)
        if part == "street":
            found.append(Prose(name, title, hint, False, present, longest))
        else:
            found.append(Text(name, title, hint, False, present, longest))
    return tuple(found)


def _number(read: Callable[[Contact], Phone | None], what: str) -> Callable[[Contact | None], str | None]:
    def shown(contact: Contact | None) -> str | None:
        phone = read(contact) if contact else None
        return getattr(phone, what) if phone else None

    return shown


def _flag(contact: Contact | None) -> str | None:
    return None if contact is None or contact.disclose is None else "show" if contact.disclose.flag else "hide"


FIELDS: Final[tuple[Field, ...]] = (
    *_postal_fields("int", ""),
    *_postal_fields("loc", "local_"),
    Email("email", "E-mail", present=lambda contact: contact.email if contact else None),
    Text("voice", "Telephone", "As +1.5551234567.", False, _number(lambda each: each.voice, "number"), 17),
    Text("voice_ext", "Its extension", "", False, _number(lambda each: each.voice, "extension"), 32),
    Text("fax", "Fax", "As +1.5551234567.", False, _number(lambda each: each.fax, "number"), 17),
    Text("fax_ext", "Its extension", "", False, _number(lambda each: each.fax, "extension"), 32),
    Choice("disclose", "Differently from the policy", _SHOWN, "Empty: as its policy has it.", False, _flag),
    Several(
        "disclosed",
        "These are",
        _DISCLOSED,
        required=False,
        present=lambda contact: sorted(contact.disclose.fields) if contact and contact.disclose else (),
    ),
)

SECTIONS: Final[Mapping[str, str]] = {
    "name": "In letters that every post office reads",
    "local_name": "In its own script",
    "email": "How to reach it",
    "disclose": "What the public is shown",
}


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _postal(values: Values, kind: PostalType, begins: str) -> Postal | None:
    """The form as it was typed; None where nothing was."""
    said = {part: values[f"{begins}{part}"] for part in _PARTS}
    if not any(said.values()):
        return None
    return Postal(
        kind,
        said["name"] or "",
        said["city"] or "",
        said["country"] or "",
        said["organisation"],
        _lines(said["street"]),
        said["state_or_province"],
        said["postal_code"],
    )


def postals_of(values: Values) -> tuple[Postal, ...]:
    found = (_postal(values, "int", ""), _postal(values, "loc", "local_"))
    return tuple(each for each in found if each)


def phone_of(values: Values, name: str) -> Phone | None:
    return Phone(values[name], values[f"{name}_ext"]) if values[name] else None


def disclose_of(values: Values) -> Disclose | None:
    """An exception that excepts nothing is none."""
    fields = frozenset(values["disclosed"])
    return Disclose(values["disclose"] == "show", fields) if values["disclose"] and fields else None


def update_of(contact: Contact, values: Values) -> ContactUpdate | None:
    """What the form says otherwise than the contact; None: it says the same. A form of the address that nothing is left of
    stays as it is, since contacts keep what forms they have (RFC 5733, section 3.2.5)."""
    changes = tuple(
        change
        for postal in postals_of(values)
        if (change := _postal_change(_form(contact, postal.type), postal)) is not None
    )
    rest: dict[str, Any] = {
        name: UNCHANGED if new == old else new
        for name, new, old in (
            ("voice", phone_of(values, "voice"), contact.voice),
            ("fax", phone_of(values, "fax"), contact.fax),
            ("email", values["email"], contact.email),
            ("disclose", disclose_of(values), contact.disclose),
        )
    }
    if not changes and all(isinstance(each, Unchanged) for each in rest.values()):
        return None
    return ContactUpdate(contact.handle, postals=changes, **rest)


def _postal_change(old: Postal | None, new: Postal) -> PostalChange | None:
    if old == new:
        return None
    address = PostalAddress(new.city, new.country, new.street, new.state_or_province, new.postal_code)
    return PostalChange(new.type, new.name, new.org, address)
