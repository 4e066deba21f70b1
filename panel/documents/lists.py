"""The list of documents: all of them for the house, for a client its own, for a reseller those of all below too."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.documents.states import STATES, STATUSES, TYPES
from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Dates, Equal, Month, Picked, Search, yes_or_no
from panel.kit.lists import Column, ColumnSet, ListPage, Row, Thing, as_number
from registry.context import Registry
from registry.store.sql import Connection

# What runs out within this is said to run out soon.
SOON: Final = "30 days"
_TODAY: Final = "(:now AT TIME ZONE 'UTC')::date"
_FILED: Final = "(d.dated::timestamp AT TIME ZONE 'UTC')"
_FILE: Final = """(SELECT f.name FROM panel.file f WHERE f.kind = 'document-file' AND f.key = d.id::text
                    ORDER BY f.id DESC LIMIT 1)"""
PARTY: Final = "(SELECT c.name FROM panel.client_contact c WHERE c.id = d.{}_id)"
SAID: Final = "d.{}_id IN (SELECT c.id FROM panel.client_contact c WHERE c.name = ?)"
VALIDITY: Final[dict[str, tuple[str, str]]] = {
    "holds": (
        "Holds now",
        f"coalesce(d.valid_from <= {_TODAY}, true) AND coalesce(d.valid_until >= {_TODAY}, true)",
    ),
    "ending": (
        "Runs out soon",
        f"d.valid_until BETWEEN {_TODAY} AND ({_TODAY} + interval '{SOON}')::date",
    ),
    "over": ("Has run out", f"d.valid_until < {_TODAY}"),
    "to-come": ("Does not hold yet", f"d.valid_from > {_TODAY}"),
    "good": ("Holds for good", "d.valid_until IS NULL"),
}


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """Types and statuses as people call them."""
    return [
        row
        | ({"type": TYPES[row["type"]]} if "type" in row else {})
        | ({"statuses": [STATUSES[each] for each in row["statuses"]]} if "statuses" in row else {})
        for row in rows
    ]


LISTED: Final = ListPage(
    name="documents",
    title="Documents",
    lead="Contracts, proofs and papers of clients: until when they hold, and what was said of them.",
    icon="file-text",
    permission="document.read",
    source="panel.document d JOIN iam.account a ON a.id = d.account_id",
    client="d.account_id",
    key="d.id",
    order="-filed",
    columns=(
        Column("number", "Number", "d.id", order="", cell="code"),
        Column("title", "Title", "d.title", order="", lead=True),
        Column("type", "Type", "d.type", order=""),
        Column("client", "Client", "a.login", order=""),
        Column("sender", "Sender", PARTY.format("sender"), order=""),
        Column("receiver", "Receiver", PARTY.format("receiver"), order=""),
        Column("reference", "Its own number", "nullif(d.number, '')", order="", cell="code"),
        Column("statuses", "Statuses", "d.statuses", order="", cell="tags"),
        Column("from", "Holds from", "d.valid_from", order="", cell="date"),
        Column("until", "Until", "d.valid_until", order="", cell="date"),
        Column("file", "File", _FILE, order=""),
        Column("state", "State", "d.state", order="", cell="status"),
        Column("description", "Description", "nullif(d.description, '')", order="", cell="excerpt", extra=True),
        Column("by", "Made by", "d.by", order="", cell="by", staff=True),
        Column("filed", "Made", "d.created_at", order="d.id", cell="day", descending=True),
        Column("changed", "Last change", "d.updated_at", order="", cell="day"),
    ),
    sets=(
        ColumnSet("common", "Common", ("number", "title", "type", "client", "reference", "statuses", "until", "filed")),
        ColumnSet("validity", "Validity", ("title", "type", "client", "from", "until", "state")),
        ColumnSet("parties", "Parties", ("number", "title", "type", "sender", "receiver", "client", "filed")),
        ColumnSet("files", "Files", ("number", "title", "file", "description", "by", "filed", "changed")),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("d.title", "d.number"),
            placeholder="Title or number begins with, or *part*",
            beginnings=("lower(d.title)", "lower(d.number)"),
        ),
        Picked("client", "Client", "a.login = ?", "clients"),
        Picked("seller", "Seller", "a.seller_id = (SELECT s.id FROM iam.account s WHERE s.login = ?)", "clients"),
        Picked("sender", "Sender", SAID.format("sender"), "client_contacts", permission="client-contact.read"),
        Picked("receiver", "Receiver", SAID.format("receiver"), "client_contacts", permission="client-contact.read"),
        Equal("type", "Type", "d.type = ?", options=TYPES),
        Choice(
            "state",
            "State",
            {each: (title, f"d.state = '{each}'") for each, title in STATES.items()} | {"any": ("Deleted too", "true")},
            otherwise="d.state = 'kept'",
        ),
        Equal("status", "Status", "? = ANY (d.statuses)", options=STATUSES),
        Equal("lacks", "Lacks the status", "NOT ? = ANY (d.statuses)", options=STATUSES),
        Choice("validity", "Validity", VALIDITY),
        yes_or_no("filed", "With a file", f"{_FILE} IS NOT NULL"),
        Dates("created", "Made", "d.created_at"),
        Dates("until", "Until", "(d.valid_until::timestamp AT TIME ZONE 'UTC')"),
        Month("month", "Filed in", _FILED),
    ),
    link=lambda row: url_for("documents.show", number=row["number"]),
    finish=in_words,
    other_views=(
        ("By month", "calendar", "documents.months"),
        ("Counted", "activity", "documents.statistics"),
        ("Mail out", "send", "documents.mail_out"),
    ),
    empty="There are no documents yet.",
)
DOCUMENTS: Final = attachable(
    LISTED,
    Thing(
        "document",
        "number",
        "d.id::text",
        "document",
        "documents",
        as_number,
        versions="panel",
        history="document.see-history",
        type="bigint",
        takes_files=False,
    ),
)
