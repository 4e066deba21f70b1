"""The list of references, all classes in one."""

from datetime import datetime
from typing import Final

from panel.kit.filters import Equal, Search, yes_or_no
from panel.kit.lists import Called, Column, ListPage, Row
from panel.kit.references import CLASSES
from registry.context import Registry
from registry.store.sql import Connection

TITLES: Final = {name: each.title for name, each in CLASSES.items()}


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """The classes as people call them."""
    return [{**row, "of": TITLES.get(row["of"], row["of"])} for row in rows]


REFERENCES: Final = ListPage(
    name="references",
    title="References",
    lead="What people are offered to choose from. What is left out is offered no more; what was chosen stays what it was.",
    icon="list-details",
    permission="ref.read",
    source="panel.reference e",
    key="e.class, e.name",
    named=Called(("class", "name"), "text"),
    found_by_key=False,
    order="order",
    columns=(
        Column("label", "What people read", "e.label", lead=True),
        Column("of", "Of", "e.class", order=""),
        Column("name", "Name", "e.name", order="", cell="code"),
        Column("order", "Place", "e.position", order="e.class || to_char(e.position, '0000000000')", cell="number"),
        Column("used", "Offered", "e.used", order="", cell="yes"),
    ),
    hidden={"class": "e.class"},
    filters=(
        Search("q", "Search", ("e.label", "e.name"), placeholder="Label or name"),
        Equal("class", "Of", "e.class = ?", options=TITLES),
        yes_or_no("used", "Offered", "e.used"),
    ),
    finish=in_words,
    empty="There is nothing to choose from.",
)
