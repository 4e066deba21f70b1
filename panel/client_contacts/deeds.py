"""What may be done to contacts of clients: make, change, copy, delete one; its taxes, banks and other scripts.

Longer than most files: it is one table of deeds, each with the few lines that lead from its form to its action.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import url_for

from panel.client_contacts import actions, queries
from panel.client_contacts.confirming_deeds import CONFIRMING
from panel.client_contacts.fields import (
    BankAccount,
    Bic,
    BirthDate,
    Country,
    Currency,
    Inn,
    Kpp,
    Percent,
    Phone,
    PostalCode,
    Street,
    VatNumber,
)
from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.client_contacts.passports import passport_deeds
from panel.client_contacts.queries import ClientContact
from panel.client_contacts.registered.deeds import LINKING
from panel.clients.actions import by
from panel.clients.lists import CLIENTS
from panel.contact_profiles.needs import NOTHING, TITLES
from panel.contact_profiles.queries import every_profile
from panel.kit.deeds import Declined, Deed, Deeds, Made, Opening, Values
from panel.kit.fields import About, Choice, Combo, Email, Field, Text
from panel.kit.languages import LANGUAGES
from panel.kit.lists import as_number
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Context

Changes = Callable[[ClientContact, Values], Mapping[str, Any]]
MESSENGERS: Final = {
    "jabber": "Jabber",
    "skype": "Skype",
    "telegram": "Telegram",
    "viber": "Viber",
    "whatsapp": "WhatsApp",
    "icq": "ICQ",
    "social": "A social network",
}
RESIDENT: Final = {"yes": "Yes", "no": "No"}


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, ClientContact]:
    """Of the numbers those of contacts that the viewer's scope has."""
    scope, numbers = situation.scope, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(
        lambda db: queries.contacts(db, ids=numbers, everything=scope.everything, root=scope.root)
    )
    return {str(row.id): row for row in rows}


def _is_gone(contact: ClientContact, situation: Situation) -> str | None:
    return f"Its client is {contact.state}." if contact.state in ("deleted", "wiped") else None


def _changing(
    name: str,
    title: str,
    icon: str,
    fields: tuple[Field, ...],
    changes: Changes,
    lead: str = "",
    excluded: Callable[[ClientContact, Situation], str | None] = _is_gone,
    sections: Mapping[str, str] | None = None,
    *,
    pinned: bool = False,
) -> Deed[ClientContact]:
    async def act(cx: Context, contact: ClientContact, values: Values) -> str:
        await actions.contact_change(cx, by(viewer()), contact.id, name, changes(contact, values))
        return "It is changed."

    return Deed(
        name,
        title,
        icon,
        "client-contact.update",
        act,
        fields,
        excluded,
        lead,
        batch=None,
        sections=sections or {},
        pinned=pinned,
    )


def _of(name: str) -> Callable[[Any], Any]:
    """What the contact has now; nothing where it is a new one."""
    return lambda contact: getattr(contact, name, None) or None


def _field(kind: Callable[..., Field], name: str, hint: str = "", **rest: Any) -> Field:
    return kind(name, TITLES[name], hint, required=rest.pop("required", False), present=_of(name), **rest)


PERSON: Final[tuple[Field, ...]] = (
    _field(Text, "name", required=True),
    _field(Text, "first_name", "Where a registry wants names apart.", longest=100),
    _field(Text, "last_name", longest=100),
    _field(Text, "organization"),
    _field(Email, "email", required=True),
    _field(Email, "abuse_email", "Where complaints go, if elsewhere."),
    _field(Street, "street"),
    _field(Text, "city", longest=100),
    _field(Text, "province", longest=100),
    _field(PostalCode, "postal_code"),
    _field(Country, "country", "Its code of two letters, such as DE."),
    _field(Phone, "voice_phone", "With + and the code of the country, or as it is dialled in the country above."),
    _field(Phone, "fax_phone"),
    _field(BirthDate, "birth_date"),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a contact that is yet to be made can be; the first of them where nobody says."""

    profiles: Mapping[str, str]

    @property
    def profile(self) -> str | None:
        return next(iter(self.profiles), None)


async def _offered(situation: Situation) -> tuple[Offered]:
    found = await situation.registry.store.reading(every_profile)
    return (Offered({each.name: each.title for each in found}),)


async def _first(situation: Situation) -> Offered:
    return (await _offered(situation))[0]


def _profiles(about: About) -> Mapping[str, str]:
    """The same for all contacts."""
    return about.subjects[0].profiles if about.subjects else {}


_NEEDS: Final = Choice(
    "profile",
    "What it is to be",
    _profiles,
    "It says what is needed. What has a form of its own, such as a passport, is said there before.",
    present=lambda contact: contact and contact.profile,
)
TAXES: Final[tuple[Field, ...]] = (
    Country("country", TITLES["country"], "Whose rules these are.", required=False, present=_of("country")),
    _field(VatNumber, "vat_number", "Checked by the rules of the country.", longest=20),
    Percent("vat_rate", TITLES["vat_rate"], required=False, present=lambda contact: contact.vat_rate),
    _field(Text, "tic", longest=64),
    Choice("resident", TITLES["resident"], RESIDENT, required=False, present=_of("resident")),
    _field(Text, "tax_comment"),
    _field(Text, "registration_number", longest=64),
    _field(Text, "registration_data"),
    _field(Text, "director", longest=100),
    _field(Inn, "inn", "Of ten digits, or of twelve."),
    _field(Kpp, "kpp"),
)
TAX_PARTS: Final[Mapping[str, str]] = {"registration_number": "The organisation", "inn": "In Russia"}
_LOCAL: Final = ("name", "organization", "street", "city", "province")


# What parts the long form of a person; it begins with the profile, or with the name.
PARTS: Final[Mapping[str, str]] = {
    "email": "How to reach them",
    "street": "Address and telephone",
    "birth_date": "Who they are",
}


def _typed(contact: ClientContact, values: Values) -> Mapping[str, Any]:
    return values


def _of_taxes(contact: ClientContact, values: Values) -> Mapping[str, Any]:
    return {**values, "country": values["country"] or contact.country}


def _reached_by(contact: ClientContact, values: Values) -> Mapping[str, Any]:
    return {"messengers": [dict(each) for each in values["messengers"]]}


def _with_account(contact: ClientContact, values: Values) -> Mapping[str, Any]:
    if len(contact.bank_accounts) >= actions.MOST_ACCOUNTS:
        raise Declined(f"It has {actions.MOST_ACCOUNTS} accounts already.", at="account")
    row = {name: value for name, value in values.items() if value}
    others = [each for each in contact.bank_accounts if each["account"] != row["account"]]
    return {"bank_accounts": [*others, row]}


def _without_account(contact: ClientContact, values: Values) -> Mapping[str, Any]:
    return {"bank_accounts": [each for each in contact.bank_accounts if each["account"] != values["account"]]}


def _in_its_script(contact: ClientContact, values: Values) -> Mapping[str, Any]:
    written = {name: values[f"local_{name}"] for name in _LOCAL if values[f"local_{name}"]}
    others = {name: each for name, each in contact.local_forms.items() if name != values["language"]}
    return {"local_forms": others | ({values["language"]: written} if written else {})}


def _accounts(about: About) -> Mapping[str, str]:
    found = (each for contact in about.subjects for each in contact.bank_accounts)
    return {each["account"]: f"{each['account']} ({each['currency']})" for each in found}


def _no_accounts(contact: ClientContact, situation: Situation) -> str | None:
    return _is_gone(contact, situation) or (None if contact.bank_accounts else "It has no accounts.")


def _not_to_lead(contact: ClientContact, situation: Situation) -> str | None:
    return _is_gone(contact, situation) or ("It is the main one already." if contact.main else None)


def _kept(contact: ClientContact, situation: Situation) -> str | None:
    return _is_gone(contact, situation) or actions.why_kept(contact)


async def _create(cx: Context, nothing: None, values: Values) -> str:
    said = {name: value for name, value in values.items() if name != "client"}
    number = await actions.contact_create(cx, by(viewer()), values["client"], {**NOTHING, **said})
    return Made.of(f"It is contact {number}.", str(number))


async def _copy(cx: Context, contact: ClientContact, values: Values) -> str:
    number = await actions.contact_copy(cx, by(viewer()), contact.id)
    return f"Contact {number} says the same."


async def _lead(cx: Context, contact: ClientContact, values: Values) -> str:
    await actions.contact_make_main(cx, by(viewer()), contact.id)
    return "It speaks for its client now."


async def _delete(cx: Context, contact: ClientContact, values: Values) -> str:
    await actions.contact_delete(cx, by(viewer()), contact.id)
    return "It is deleted."


def _plain(
    name: str, title: str, icon: str, permission: str, act: Callable[..., Awaitable[str]], **rest: Any
) -> Deed[ClientContact]:
    return Deed(name, title, icon, f"client-contact.{permission}", act, **rest)


DEEDS: Final[Deeds[ClientContact]] = Deeds(
    list=CLIENT_CONTACTS,
    object="client-contact",
    noun="contact",
    nouns="contacts",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("client_contacts.show", number=key),
    deeds=(
        _changing("update", "Change it", "pencil", (*PERSON, _NEEDS), _typed, sections=PARTS, pinned=True),
        _changing("set-taxes", "Say what taxes need", "receipt", TAXES, _of_taxes, sections=TAX_PARTS),
        _changing(
            "set-messengers",
            "Say by which messengers it is reached",
            "message-2",
            (
                Rows(
                    "messengers",
                    "Messengers",
                    (Choice("service", "Service", MESSENGERS), Text("address", "Name or number there", longest=100)),
                    present=lambda contact: contact.messengers,
                    most=10,
                ),
            ),
            _reached_by,
        ),
        *passport_deeds(find),
        _changing(
            "add-account",
            "Add an account at a bank",
            "credit-card",
            (
                BankAccount("account", "Account", "IBAN, or the number as the bank has it."),
                Currency("currency", "Currency"),
                Text("bank", "Bank", longest=100),
                Bic("bic", "BIC", required=False),
                Text("address", "Address of the bank", required=False, longest=200),
                Text("correspondent", "Correspondent bank", required=False, longest=100),
                Bic("correspondent_bic", "BIC of that", required=False),
            ),
            _with_account,
        ),
        _changing(
            "remove-account",
            "Remove an account",
            "eraser",
            (Choice("account", "Account", _accounts),),
            _without_account,
            excluded=_no_accounts,
        ),
        _changing(
            "write-locally",
            "Write it in another script",
            "message-2",
            (
                Choice("language", "Language", LANGUAGES),
                *(Text(f"local_{name}", TITLES[name], required=False) for name in _LOCAL),
            ),
            _in_its_script,
            "Name and address as they are written there. All empty: it is not written in that language any more.",
        ),
        *CONFIRMING,
        *LINKING,
        _plain("copy", "Copy it", "file-text", "create", _copy, excluded=_is_gone, batch=None),
        _plain("make-main", "Make it the main one", "user-circle", "update", _lead, excluded=_not_to_lead, batch=None),
        _plain(
            "delete", "Delete", "trash", "delete", _delete, excluded=_kept, batch="simple", danger=True, leaves=True
        ),
    ),
    opening=(
        Opening(
            "create",
            "New contact",
            "user-plus",
            "client-contact.create",
            _create,
            (
                Combo("client", "Client", CLIENTS, "Whose it is. Empty: your own.", False),
                *PERSON,
                replace(_NEEDS, required=False),
            ),
            sections=PARTS,
            imported=True,
            chosen_from=_offered,
            begins_with=_first,
            called=lambda values: str(values["name"]),
        ),
    ),
)
