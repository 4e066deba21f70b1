"""The list of a person's own exports."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.kit.filters import Equal
from panel.kit.lists import Column, ColumnSet, ListPage, Row
from panel.kit.spreadsheets import FORMS
from registry.context import Registry
from registry.store.sql import Connection

_FORMS: Final = {form: title for form, (title, _) in FORMS.items()} | {"zip": "ZIP"}
STATES: Final = {"waiting": "Waiting", "ready": "Ready", "failed": "Failed"}


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """The forms as people call them."""
    return [
        {**row, "format": _FORMS[row["form"]], "list": row["list"].replace("_", " ").replace("-", " ").capitalize()}
        for row in rows
    ]


EXPORTS: Final = ListPage(
    name="exports",
    title="My exports",
    lead="Lists that were too long to wait for. A file is kept for a day after it is made.",
    icon="download",
    permission="list.export",
    source="panel.export e",
    where="e.account_id = :viewer AND e.expires_at > :now",
    owner="true",
    client="e.account_id",
    key="e.id",
    numbered="id",
    order="-asked",
    columns=(
        Column("list", "List", "e.list", order="", lead=True),
        Column("format", "As", "''", order=""),
        Column("state", "State", "e.state", order="", cell="status"),
        Column("rows", "Rows", "e.rows", order="", cell="number"),
        Column("size", "Size", "e.octets", order="", cell="octets"),
        Column("asked", "Asked for", "e.asked_at", order="e.id", cell="moment", descending=True),
        Column("expires", "Kept until", "e.expires_at", order="", cell="moment", extra=True),
        Column("problem", "Problem", "coalesce(e.problem, '')", order="", cell="excerpt", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("list", "format", "state", "rows", "size", "asked")),
        ColumnSet("ends", "Ends", ("list", "state", "asked", "expires", "problem")),
    ),
    hidden={"id": "e.id", "form": "e.format"},
    filters=(Equal("state", "State", "e.state = ?", options=STATES),),
    link=lambda row: url_for("exports.file", number=row["id"]) if row["state"] == "ready" else "",
    finish=in_words,
    empty="Long lists that you export are kept here for a day.",
)
