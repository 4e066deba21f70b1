"""The list of disposals, each of up to a thousand entries."""

from datetime import datetime
from typing import Final

from panel.kit.filters import Dates, Equal
from panel.kit.lists import Called, Column, ListPage, Row
from registry.context import Registry
from registry.store.sql import Connection

CLASSES: Final = {
    "sign-ins": "Ways in",
    "refusals": "Other refusals",
    "changes": "Changes",
    "money": "Changes of money",
}


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    return [row | ({"class": CLASSES[row["class"]]} if "class" in row else {}) for row in rows]


DISPOSALS: Final = ListPage(
    name="disposals",
    title="Disposals",
    lead="Entries of the log of activity that went because a rule does not keep them any longer.",
    icon="archive",
    permission="system.watch",
    source="audit.disposal d",
    key="d.id",
    named=Called(("id",)),
    hidden={"id": "d.id"},
    order="-at",
    columns=(
        Column("at", "When", "d.at", order="d.at, d.id", cell="moment", lead=True, descending=True),
        Column("class", "Which", "d.class", order=""),
        Column("rows", "Entries", "d.rows", order="", cell="number"),
        Column("days", "Kept for days", "d.days", order="", cell="number"),
        Column("first", "The oldest", "d.first_at", order="", cell="moment"),
        Column("last", "The youngest", "d.last_at", order="", cell="moment"),
        Column("numbers", "Numbers", "d.first_id || ' – ' || d.last_id", order="", cell="code", extra=True),
        Column("digest", "Digest", "encode(d.digest, 'hex')", order="", cell="code", extra=True),
    ),
    finish=in_words,
    filters=(
        Equal("class", "Which", "d.class = ?", options=CLASSES),
        Dates("at", "Day", "d.at"),
    ),
    other_views=(("How long it is kept", "clock", "disposals.rules"), ("Activity", "history", "activity.index")),
    empty="Nothing was disposed of yet.",
)
