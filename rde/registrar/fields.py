"""What a column can say, of a name or of a contact: the fields that a header is mapped to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from registry.store.registrar_escrow import form_sql, street_sql

# Of a contact with two postal informations, which one is told: that in ASCII, or that in the registrant's script.
Form = Literal["int", "loc"]
Kind = Literal["text", "instant", "name", "handle"]


@dataclass(frozen=True, slots=True)
class Field:
    """`sql` gives a text or an instant by the aliases of registry/store/registrar_escrow.py, for the form that is preferred.

    `demanded`: a row without it is none. `wanted`: without it the agent will ask, though the registry may have nothing to say.
    """

    sql: Callable[[Form], str]
    meaning: str
    kind: Kind = "text"
    demanded: bool = False
    wanted: bool = False


def _plain(sql: str, meaning: str, kind: Kind = "text", *, demanded: bool = False, wanted: bool = False) -> Field:
    return Field(lambda form: sql, meaning, kind, demanded, wanted)


def _number(contact: str, column: str) -> str:
    number, extension = f"{contact}.{column}", f"{contact}.{column}_extension"
    return f"{number} || coalesce('x' || {extension}, '')"


def _of_contact(contact: str, prefix: str, whose: str, *, wanted: bool) -> Iterator[tuple[str, Field]]:
    """The fields of a contact, which has the alias `contact`; without a prefix they are those of a row of its own."""

    def form(path: str) -> Callable[[Form], str]:
        return lambda preferred: form_sql(contact, preferred) + path

    def said(what: str) -> str:
        return f"{what} of {whose}."

    yield f"{prefix}name", Field(form("->>'name'"), said("The name"), wanted=wanted)
    yield f"{prefix}organization", Field(form("->>'org'"), said("The organisation"))
    yield (
        f"{prefix}street",
        Field(
            lambda preferred: street_sql(form_sql(contact, preferred)), said("The lines of the street"), wanted=wanted
        ),
    )
    yield f"{prefix}city", Field(form("->>'city'"), said("The city"), wanted=wanted)
    yield f"{prefix}state", Field(form("->>'state_or_province'"), said("The state or province"))
    yield f"{prefix}postal_code", Field(form("->>'postal_code'"), said("The postal code"))
    yield f"{prefix}country", Field(form("->>'country'"), said("The country, by ISO 3166,"), wanted=wanted)
    yield f"{prefix}voice", _plain(_number(contact, "voice"), said("The telephone number, with `x` and the extension,"))
    yield f"{prefix}fax", _plain(_number(contact, "fax"), said("The number of the fax, likewise,"))
    yield f"{prefix}email", _plain(f"{contact}.email::text", said("The e-mail address"), wanted=wanted)


def _of_role(role: str) -> Iterator[tuple[str, Field]]:
    whose = "the registrant" if role == "registrant" else f"the first {role} contact by handle"
    wanted = role == "registrant"
    yield role, _plain(f"{role}.handle", f"The handle of {whose}.", "handle", wanted=wanted)
    yield from _of_contact(role, f"{role}.", whose, wanted=wanted)
    if role != "registrant":
        every = f"The handles of all {role} contacts, separated by blanks."
        yield f"{role}.all", _plain(f"links.{role}s", every, "handle")


_BLANK: Final = _plain("''", "Nothing: for what an agent has a column for, and the registry knows nothing of.")

NAME_FIELDS: Final[Mapping[str, Field]] = {
    "name": _plain("d.name::text", "The name, in A-labels.", "name", demanded=True),
    "roid": _plain("d.roid", "Its repository id."),
    "expires_at": _plain("d.expires_at", "When it expires.", "instant", demanded=True),
    "created_at": _plain("d.created_at", "When it was registered.", "instant", demanded=True),
    "updated_at": _plain("d.updated_at", "When a command changed it last.", "instant"),
    "transferred_at": _plain("d.transferred_at", "When it came to the registrar by a transfer.", "instant"),
    "nameservers": _plain("servers.names", "The names of its name servers, separated by blanks."),
    "iana_id": _plain("sponsor.iana_id::text", "The registrar's number at IANA.", demanded=True),
    "registrar": _plain("sponsor.name::text", "What the registrar is called.", demanded=True),
    **{name: field for role in ("registrant", "admin", "tech", "billing") for name, field in _of_role(role)},
    "blank": _BLANK,
}
HANDLE_FIELDS: Final[Mapping[str, Field]] = {
    "handle": _plain("c.handle", "The handle, as names refer to it.", "handle", demanded=True),
    **dict(_of_contact("c", "", "the contact", wanted=True)),
    "created_at": _plain("c.created_at", "When the contact was made.", "instant", demanded=True),
    "updated_at": _plain("c.updated_at", "When a command changed it last.", "instant"),
    "blank": _BLANK,
}
