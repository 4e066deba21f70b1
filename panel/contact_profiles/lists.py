"""The list of profiles of contacts, for staff."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Search
from panel.kit.languages import LANGUAGES
from panel.kit.lists import Column, ListPage, Row, Thing
from registry.context import Registry
from registry.store.sql import Connection


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """Languages as people call them."""
    return [
        {**row, "written_in": LANGUAGES.get(row["written_in"], row["written_in"])} if row.get("written_in") else row
        for row in rows
    ]


LISTED: Final = ListPage(
    name="contact_profiles",
    title="Profiles of contacts",
    lead="What contacts of clients must say to be of use for something, and of which profile the holders of a TLD's names are.",
    icon="list-details",
    permission="contact-profile.read",
    source="panel.contact_profile p",
    key="p.name",
    order="position",
    columns=(
        Column("name", "Name", "p.name", cell="code", lead=True),
        Column("title", "What people read", "p.title", order=""),
        Column("needs", "Needs", "p.needs", order="", cell="names"),
        Column("written_in", "Written in", "p.written_in", order=""),
        Column("tlds", "TLDs", "p.tlds", order="", cell="names"),
        Column("position", "Place", "p.position", cell="number"),
    ),
    filters=(Search("q", "Search", ("p.name", "p.title"), placeholder="Name or words"),),
    link=lambda row: url_for("contact_profiles.show", name=row["name"]),
    finish=in_words,
    empty="Nothing is asked of contacts.",
)
CONTACT_PROFILES: Final = attachable(
    LISTED,
    Thing(
        "contact-profile",
        "name",
        "p.name",
        "profile",
        "profiles",
        versions="panel",
        takes_files=False,
        keeps=("title", "needs", "written_in", "tlds", "position"),
    ),
)
