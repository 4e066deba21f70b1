"""The black and white lists as one list, for staff."""

from typing import Final

from flask import url_for

from panel.blacklist.masks import KINDS
from panel.kit.filters import Equal, Search, yes_or_no
from panel.kit.lists import Column, ColumnSet, ListPage

COLOURS: Final = {"black": "Refuses", "white": "Takes all the same"}
COLOUR: Final = "CASE WHEN k.white THEN 'white' ELSE 'black' END"

BLACKLIST: Final = ListPage(
    name="blacklist",
    title="Black and white lists",
    lead="Whom and what the panel does not take, and what it takes although another mask fits.",
    icon="ban",
    permission="blacklist.read",
    source="panel.blacklist k",
    key="k.id",
    numbered="number",
    order="mask",
    columns=(
        Column("number", "Number", "k.id", cell="code", descending=True),
        Column("mask", "Mask", "k.mask", cell="code", lead=True),
        Column("of", "Of", "k.of", cell="kind"),
        Column("colour", "List", COLOUR, cell="kind"),
        Column("used", "In use", "k.used", cell="yes"),
        Column("message", "Why", "k.message", order="", cell="excerpt"),
        Column("shown", "Told", "k.shows_message", order="", cell="yes"),
        Column("refused", "Refused", "k.refused", cell="number", descending=True),
        Column("last", "Last", "k.refused_at", cell="moment", descending=True, nullable=True),
        Column("by", "By", "k.by", order="", cell="by"),
        Column("at", "Since", "k.at", cell="day", descending=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("number", "mask", "of", "colour", "used", "message", "shown", "refused")),
        ColumnSet("refusals", "Refusals", ("number", "mask", "of", "colour", "refused", "last")),
        ColumnSet("made", "By whom", ("number", "mask", "by", "at")),
    ),
    filters=(
        Search("q", "Search", ("k.mask", "k.message"), placeholder="Mask or words"),
        Equal("of", "Of", "k.of = ?", options=KINDS),
        Equal("colour", "List", f"{COLOUR} = ?", options=COLOURS),
        yes_or_no("used", "In use", "k.used"),
    ),
    link=lambda row: url_for("blacklist.update", key=row["number"]),
    empty="Everybody is welcome.",
)
