"""The list of escrow deposits."""

from typing import Final

from flask import url_for

from panel.kit.filters import Choice, Dates, Equal, Picked, Search
from panel.kit.lists import Column, ListPage

# What a deposit is called by people: as its files are, without their numbers.
NAME: Final = "concat(coalesce(t.name, r.handle), '_', d.day, '_', d.kind, '_R', d.revision)"
UNDER_WAY: Final = (
    "d.state NOT IN ('confirmed', 'rejected')"
    " AND NOT (d.state = 'uploaded' AND (d.kind = 'thin' OR d.registrar_id IS NOT NULL))"
)
STATE: Final = "CASE WHEN d.state = 'rejected' THEN 'refusedByAgent' WHEN d.stopped THEN 'heldUp' ELSE d.state END"

DEPOSITS: Final = ListPage(
    name="deposits",
    title="Deposits",
    lead="What goes to escrow agents every day, so that the registry, or a registrar, can rise again elsewhere.",
    icon="archive",
    permission="deposit.read",
    source="registry.deposit d"
    " LEFT JOIN registry.tld t ON t.id = d.tld_id LEFT JOIN registry.registrar r ON r.id = d.registrar_id",
    owner="d.registrar_id = :own",
    key="d.id",
    numbered="id",
    order="-day",
    columns=(
        Column("name", "Deposit", NAME, order="", cell="code", lead=True),
        Column("day", "Day", "d.day", cell="date", descending=True),
        Column("state", "State", STATE, order="", cell="status"),
        Column(
            "objects",
            "Objects",
            "(SELECT sum(each.value::bigint)::bigint FROM jsonb_each_text(d.counts) each)",
            order="",
            cell="number",
        ),
        Column(
            "size",
            "Size",
            "(SELECT sum((file->>'size')::bigint)::bigint FROM jsonb_array_elements(d.files) file)",
            order="",
            cell="octets",
        ),
        Column("reason", "What holds it up", "d.reason", order="", cell="excerpt"),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("t.name", "r.handle"),
            placeholder="TLD, registrar or deposit id",
            names=True,
            exact=("d.deposit_id",),
        ),
        Choice(
            "state",
            "State",
            {
                "way": ("Under way", UNDER_WAY),
                "people": ("Held up: waits for people", f"d.stopped AND {UNDER_WAY}"),
                "confirmed": ("Confirmed by the agent", "d.state = 'confirmed'"),
                "rejected": ("Refused by the agent", "d.state = 'rejected'"),
            },
        ),
        Equal(
            "tld",
            "TLD",
            "d.tld_id = (SELECT t.id FROM registry.tld t WHERE t.name = ?)",
            source="SELECT name::text FROM registry.tld ORDER BY name",
        ),
        Picked("registrar", "Registrar", "r.handle = ?", "registrars", staff=True),
        Dates("day", "Day", "d.day"),
    ),
    link=lambda row: url_for("deposits.show", number=row["id"]),
    hidden={"id": "d.id"},
    other_views=(("Calendar", "calendar", "deposits.calendar"),),
    empty="No deposit has been made yet: the runbook “Send deposits to an escrow agent” says how they begin.",
)


def shown_state(state: str, *, stopped: bool) -> str:
    """A deposit's state as the pages call it, as STATE does in a list."""
    return "refusedByAgent" if state == "rejected" else "heldUp" if stopped else state
