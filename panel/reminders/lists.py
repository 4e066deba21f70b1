"""The list of a person's own reminders."""

from datetime import datetime
from typing import Final

from panel.kit.filters import Choice, Search
from panel.kit.lists import Column, ColumnSet, ListPage, Row
from panel.kit.rhythm import RHYTHMS
from panel.kit.web import house
from registry.context import Registry
from registry.store.sql import Connection

DUE: Final = "m.rings_at <= :now"


def _object(row: Row) -> str:
    """The page of what it is about; whether it is there for whoever looks, that page decides."""
    declared = house().lists.get(row["list"])
    if declared is None or declared.thing is None or declared.link is None:
        return ""
    return declared.link({declared.thing.key: row["object"]})


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """The rhythms as people call them."""
    return [{**row, "every": RHYTHMS[row["every"]]} for row in rows]


REMINDERS: Final = ListPage(
    name="reminders",
    title="My reminders",
    lead="What you wanted to be reminded of. What is due is counted at the bell until it is put off or done.",
    icon="bell",
    permission="account.read",
    source="panel.reminder m",
    where="m.account_id = :viewer",
    owner="true",
    client="m.account_id",
    key="m.id",
    numbered="id",
    order="rings",
    columns=(
        Column("message", "What", "m.message", order="", lead=True),
        Column("object", "Of", "m.name", order="", cell="code"),
        Column("state", "State", f"CASE WHEN {DUE} THEN 'due' ELSE 'later' END", order="", cell="status"),
        Column("rings", "When", "m.rings_at", cell="moment"),
        Column("every", "Again", "m.every", order=""),
        Column("by_mail", "By mail too", "m.by_mail", order="", cell="yes", extra=True),
        Column("until", "Until", "m.until", order="", cell="day", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("message", "object", "state", "rings", "every")),
        ColumnSet("ways", "Ways", ("message", "object", "rings", "every", "until", "by_mail")),
    ),
    hidden={"id": "m.id", "list": "m.list"},
    filters=(
        Search("q", "Search", ("m.message", "m.name"), placeholder="Message or object"),
        Choice("state", "State", {"due": ("Due", DUE), "later": ("Later", f"NOT ({DUE})")}),
    ),
    link=_object,
    finish=in_words,
    empty="You wanted to be reminded of nothing. It begins at the page of an object.",
)
