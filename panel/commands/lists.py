"""The list of commands, the newest first."""

from typing import Final

from flask import url_for

from panel.kit.filters import Choice, Dates, Equal, Network, Numbers, Picked, Search
from panel.kit.lists import Called, Column, ColumnSet, ListPage
from panel.kit.projection import NAMED

VERBS: Final = (
    "login",
    "logout",
    "check",
    "info",
    "create",
    "update",
    "delete",
    "renew",
    "transfer",
    "restore",
    "poll",
)
DOORS: Final = {"epp": "EPP", "whois": "WHOIS", "rde": "Escrow", "panel": "Panel", "job": "Job", "cli": "Command line"}

# Registrars first, for its index begins with them.
_CLTRID: Final = "c.registrar_id = ANY (ARRAY(SELECT r.id FROM registry.registrar r)) AND c.cltrid = ?"

COMMANDS: Final = ListPage(
    name="commands",
    title="Command log",
    lead="Every command that reached a door, and its answer.",
    icon="terminal-2",
    permission="command.read",
    source="registry.command c",
    owner="c.registrar_id = :own",
    key="c.id",
    named=Called(("svtrid",), "text"),
    found_by_key=False,
    order="-at",
    columns=(
        Column("at", "Time", "c.at", cell="moment", lead=True, descending=True),
        Column(
            "registrar",
            "By",
            "coalesce((SELECT r.handle FROM registry.registrar r WHERE r.id = c.registrar_id), c.operator)",
            order="",
            cell="by",
            staff=True,
        ),
        Column("verb", "Command", "c.verb", order="", cell="verb"),
        Column("name", "About", "c.name", order="", cell="name"),
        Column("code", "Answer", "c.code", order="", cell="code_badge"),
        Column("milliseconds", "Took", "c.milliseconds", order="", cell="milliseconds", extra=True),
        Column("door", "Door", "c.door", order="", cell="door", extra=True),
        Column("cltrid", "clTRID", "c.cltrid", order="", cell="code"),
        Column("svtrid", "svTRID", "c.svtrid", order="", cell="code"),
        Column("address", "From", "host(c.address)", order="", cell="code", staff=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("at", "registrar", "verb", "name", "code", "milliseconds", "door")),
        ColumnSet(
            "transactions", "Transactions", ("at", "registrar", "verb", "name", "code", "cltrid", "svtrid", "address")
        ),
        ColumnSet("places", "Where from", ("at", "registrar", "verb", "door", "address")),
    ),
    hidden={"svtrid": "c.svtrid", "object": "c.object"},
    filters=(
        Search(
            "q",
            "Search",
            ("c.name",),
            placeholder="Name begins with, or *part*; clTRID or svTRID",
            exact=("c.svtrid", _CLTRID),
            beginnings=("c.name",),
        ),
        Equal("verb", "Command", "c.verb = ?", options={verb: verb for verb in VERBS}),
        Choice(
            "answer",
            "Answer",
            {
                "done": ("Done", "c.code < 2000"),
                "refused": ("Refused", "c.code BETWEEN 2000 AND 2399 OR c.code > 2500"),
                "failed": ("Failed", "c.code BETWEEN 2400 AND 2500"),
            },
        ),
        Picked("registrar", "Registrar", f"c.registrar_id = {NAMED}", "registrars", staff=True),
        Equal("door", "Door", "c.door = ?", options=DOORS),
        Dates("at", "Time", "c.at"),
        Network("address", "From", "ARRAY[c.address]", staff=True),
        Numbers("milliseconds", "Took, ms", "c.milliseconds"),
    ),
    link=lambda row: url_for("commands.show", svtrid=row["svtrid"]),
    other_views=(("Statistics", "activity", "commands.statistics"),),
    empty="No commands have arrived yet.",
)
