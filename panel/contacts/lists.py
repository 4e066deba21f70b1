"""The list of contacts."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage, Thing
from panel.kit.projection import NAMED, contact_held_by, pending_transfer, sponsor_of, with_derived_statuses

LINKED = """(EXISTS (SELECT FROM registry.domain d WHERE d.registrant_id = c.id)
            OR EXISTS (SELECT FROM registry.domain_contact l WHERE l.contact_id = c.id)
            OR EXISTS (SELECT FROM registry.application_contact l WHERE l.contact_id = c.id))"""

LISTED: Final = ListPage(
    name="contacts",
    title="Contacts",
    lead="People and organisations that names are held and looked after by.",
    icon="address-book",
    permission="contact.read",
    source="registry.contact c",
    owner=contact_held_by(":own"),
    key="c.id",
    order="handle",
    columns=(
        Column("handle", "Handle", "c.handle", cell="code", lead=True),
        Column("person", "Name", "c.postal -> 0 ->> 'name'", order=""),
        Column("organisation", "Organisation", "c.postal -> 0 ->> 'org'", order="", extra=True),
        Column("place", "Place", "concat_ws(', ', c.postal -> 0 ->> 'city', c.postal -> 0 ->> 'country')", order=""),
        Column("email", "E-mail", "c.email", order="lower(c.email)"),
        Column("statuses", "Status", "c.statuses", order="", cell="statuses"),
        Column(
            "registrar",
            "Registrar",
            sponsor_of("c.registrar_id", "contact_id", "c.id"),
            order="",
            cell="registrar",
            staff=True,
        ),
        Column("created", "Created", "c.created_at", order="c.id", cell="day", descending=True, extra=True),
    ),
    sets=(
        ColumnSet(
            "overview", "Overview", ("handle", "person", "organisation", "place", "email", "statuses", "registrar")
        ),
        ColumnSet("registered", "Registered", ("handle", "registrar", "created", "statuses")),
    ),
    hidden={"linked": LINKED, "moving": pending_transfer("contact_id", "c.id")},
    finish=with_derived_statuses,
    filters=(
        Search(
            "q",
            "Search",
            ("c.handle", "c.email", "c.postal::text"),
            placeholder="Handle, name or e-mail begins with, or *part*",
            exact=("c.roid",),
            beginnings=("lower(c.handle)", "lower(c.email)", "lower((c.postal -> 0) ->> 'name')"),
        ),
        Choice(
            "use",
            "Use",
            {
                "linked": ("Used by a name", LINKED),
                "orphan": ("Not used by any name", f"NOT {LINKED}"),
            },
        ),
        Picked("registrar", "Registrar", contact_held_by(NAMED), "registrars", staff=True),
    ),
    link=lambda row: url_for("contacts.show", handle=row["handle"]),
    empty="No contacts have been created yet.",
)
CONTACTS: Final = attachable(LISTED, Thing("contact", "handle", "c.roid", "contact", "contacts"))
