"""The list of gadgets: all of them for the house, for a client its own, for a reseller those of all below too."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Country, Dates, Equal, Month, Network, Numbers, Pasted, Picked, Search, yes_or_no
from panel.kit.lists import Column, ColumnSet, ListPage, Thing

COLOURS: Final = {"red": "Red", "green": "Green", "blue": "Blue"}
STATE: Final = "CASE WHEN g.block_reason IS NULL THEN 'active' ELSE 'blocked' END"

LISTED: Final = ListPage(
    name="gadgets",
    title="Gadgets",
    icon="archive",
    permission="document.read",
    source="demo.gadget g JOIN iam.account a ON a.id = g.account_id",
    client="g.account_id",
    key="g.id",
    order="name",
    columns=(
        Column("name", "Name", "g.name", lead=True, cell="code"),
        Column("client", "Client", "a.login", order=""),
        Column("colour", "Colour", "g.colour", order=""),
        Column("state", "State", STATE, order="", cell="status"),
        Column("reason", "Blocked for", "g.block_reason", order=""),
        Column("comment", "Why", "g.block_comment", order="", cell="excerpt"),
        Column("pieces", "Pieces", "g.pieces", order="", cell="number", total="sum(g.pieces)"),
        Column(
            "price",
            "Price",
            "g.price || ' ' || g.currency",
            order="",
            cell="price",
            total="sum(g.price)",
            each="g.currency",
        ),
        Column("country", "Country", "g.country", order=""),
        Column("network", "Network", "g.network::text", order="", cell="code", staff=True),
        Column("until", "Good until", "g.good_until", order="", cell="date"),
        Column("made", "Made", "g.made_at", cell="moment", descending=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("name", "client", "colour", "state", "pieces", "price")),
        ColumnSet("places", "Places", ("name", "country", "network", "until", "made")),
        ColumnSet("blocks", "Blocks", ("name", "state", "reason", "comment"), permission="document.update"),
    ),
    filters=(
        Search("q", "Search", ("g.name",), placeholder="Name begins with, or *part*", beginnings=("lower(g.name)",)),
        Equal("colour", "Colour", "g.colour = ?", options=COLOURS),
        Choice(
            "state",
            "State",
            {"active": ("Active", "g.block_reason IS NULL"), "blocked": ("Blocked", "g.block_reason IS NOT NULL")},
        ),
        Pasted("names", "Names", "g.name"),
        Picked("client", "Client", "a.login = ?", "clients"),
        Country("country", "Country", "g.country = ?"),
        yes_or_no("ends", "Has an end", "g.good_until IS NOT NULL"),
        Dates("made", "Made", "g.made_at"),
        Month("month", "Made in", "g.made_at"),
        Numbers("pieces", "Pieces", "g.pieces"),
        Network("network", "Network", "ARRAY[g.network::inet]", staff=True),
    ),
    link=lambda row: url_for("gadgets.show", name=row["name"]),
)
GADGETS: Final = attachable(
    LISTED,
    Thing(
        "gadget",
        "name",
        "g.id::text",
        "gadget",
        "gadgets",
        versions="panel",
        history="document.see-history",
        keeps=("name", "client", "colour", "state", "pieces", "price"),
        account="g.account_id",
    ),
)
