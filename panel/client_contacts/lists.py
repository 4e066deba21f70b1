"""The list of clients' contacts: all of them for the house, for a client its own, for a reseller those of all below too."""

from typing import Final

from flask import url_for

from panel.client_contacts.confirmable import ATTRIBUTES, LEVELS
from panel.kit.attached.things import attachable
from panel.kit.filters import Country, Dates, Equal, Pasted, Picked, Search, yes_or_no
from panel.kit.lists import Column, ColumnSet, ListPage, Thing, as_number


def level_of(attribute: str) -> str:
    """How far it is confirmed, by the one rule of the database."""
    return f"(SELECT l.level FROM panel.contact_level l WHERE l.contact_id = c.id AND l.attribute = '{attribute}')"  # noqa: S608


PROFILE: Final = "(SELECT f.title FROM panel.contact_profile f WHERE f.name = c.profile)"
MESSENGERS: Final = (
    "ARRAY(SELECT m ->> 'service' || ': ' || (m ->> 'address') FROM jsonb_array_elements(c.messengers) m)"
)
PASSPORT: Final = "(SELECT {} FROM panel.contact_passport p WHERE p.contact_id = c.id)"
HANDLES: Final = """ARRAY(SELECT r.handle FROM panel.contact_in_registry k JOIN registry.contact r ON r.roid = k.roid
                        WHERE k.contact_id = c.id ORDER BY r.handle)"""
# Counting stops early, as for clients: it says whether a contact is in use, and how much.
NAMES: Final = """(SELECT count(*) FROM (
           SELECT DISTINCT u.domain_id FROM panel.contact_in_registry k JOIN registry.contact r ON r.roid = k.roid
            CROSS JOIN LATERAL (SELECT n.id FROM registry.domain n WHERE n.registrant_id = r.id UNION ALL
                                SELECT l.domain_id FROM registry.domain_contact l WHERE l.contact_id = r.id) u (domain_id)
            WHERE k.contact_id = c.id LIMIT 10001) stood)"""

LISTED: Final = ListPage(
    name="client_contacts",
    title="Contacts of clients",
    lead="People and organisations that clients name for themselves.",
    icon="address-book",
    permission="client-contact.read",
    source="panel.client_contact c JOIN iam.account a ON a.id = c.account_id",
    client="c.account_id",
    key="c.id",
    order="name",
    columns=(
        Column("number", "Number", "c.id", cell="code", descending=True),
        Column("name", "Name", "c.name", lead=True),
        Column("organization", "Organisation", "c.organization", order=""),
        Column("client", "Client", "a.login", order=""),
        Column("main", "Main", "c.main", order="", cell="yes"),
        Column("email", "E-mail", "c.email"),
        Column("phone", "Telephone", "c.voice_phone", order="", cell="code"),
        Column("country", "Country", "c.country", order=""),
        Column("city", "City", "concat_ws(' ', c.postal_code, c.city)", order=""),
        Column("vat", "VAT number", "c.vat_number", order="", cell="code"),
        Column("register", "Register", "c.registration_number", order="", cell="code"),
        Column("vat_rate", "VAT in percent", "trim_scale(c.vat_rate)::text", order=""),
        Column("inn", "INN", "c.inn", order="", cell="code"),
        Column("kpp", "KPP", "c.kpp", order="", cell="code"),
        Column("tic", "Taxpayer elsewhere", "c.tic", order="", cell="code"),
        Column("director", "Who speaks for it", "c.director", order=""),
        Column("messengers", "Messengers", MESSENGERS, order="", cell="names"),
        Column("passport", "Passport", PASSPORT.format("true"), order="", cell="yes"),
        Column(
            "passport_number",
            "Its number",
            PASSPORT.format("p.number"),
            order="",
            cell="code",
            permission="client-contact.read-passport",
        ),
        Column("handles", "In the registry", HANDLES, order="", cell="names"),
        Column("names", "Names", NAMES, order="", cell="counted"),
        Column("profile", "Needs", PROFILE, order=""),
        *(
            Column(f"{name}_level", title, level_of(name), order="", cell="status")
            for name, title in ATTRIBUTES.items()
        ),
        Column("created", "Since", "c.created_at", order="c.id", cell="day", descending=True),
    ),
    sets=(
        ColumnSet(
            "common", "Common", ("number", "name", "organization", "client", "main", "email", "phone", "country")
        ),
        ColumnSet(
            "requisites", "Requisites", ("name", "organization", "client", "vat", "register", "country", "profile")
        ),
        ColumnSet("taxes", "Taxes", ("name", "client", "vat", "vat_rate", "inn", "kpp", "tic", "director")),
        ColumnSet("use", "Use", ("name", "client", "profile", "passport", "handles", "names")),
        ColumnSet(
            "passports",
            "Passports",
            ("name", "client", "country", "passport_number"),
            permission="client-contact.read-passport",
        ),
        ColumnSet("levels", "Confirmed", ("name", "client", *(f"{name}_level" for name in ATTRIBUTES))),
        ColumnSet("addresses", "Addresses", ("number", "name", "client", "city", "country", "messengers", "created")),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("c.name", "c.organization", "c.email"),
            placeholder="Name, organisation or e-mail begins with, or *part*",
            beginnings=("lower(c.name)", "lower(c.organization)", "lower(c.email)"),
        ),
        Equal("name_level", "Name is", f"{level_of('name')} = ?", options=LEVELS),
        Equal("email_level", "E-mail is", f"{level_of('email')} = ?", options=LEVELS),
        Equal("phone_level", "Telephone is", f"{level_of('voice_phone')} = ?", options=LEVELS),
        Picked("client", "Client", "a.login = ?", "clients", folded=str.lower, permission="client.read"),
        Picked("profile", "Needs", "c.profile = ?", "contact_profiles", permission="contact-profile.read"),
        Country("country", "Country", "c.country = ?"),
        yes_or_no("main", "Main", "c.main"),
        yes_or_no("vat", "With a VAT number", "c.vat_number <> ''"),
        yes_or_no(
            "passport", "With a passport", "EXISTS (SELECT FROM panel.contact_passport p WHERE p.contact_id = c.id)"
        ),
        yes_or_no(
            "linked", "In the registry", "EXISTS (SELECT FROM panel.contact_in_registry k WHERE k.contact_id = c.id)"
        ),
        Pasted("emails", "E-mails", "lower(c.email)"),
        Dates("created", "Since", "c.created_at"),
    ),
    link=lambda row: url_for("client_contacts.show", number=row["number"]),
    empty="No client has named anybody yet.",
)
CLIENT_CONTACTS: Final = attachable(
    LISTED,
    Thing("client-contact", "number", "c.id::text", "contact", "contacts", as_number, versions="panel", type="bigint"),
)
