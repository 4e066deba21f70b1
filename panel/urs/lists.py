"""The list of URS cases, those whose lock is due first at the top."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Dates, Equal, Search
from panel.kit.lists import Column, ListPage, Thing, as_number

STATES: Final = {
    "notified": "To be locked",
    "locked": "Locked",
    "suspended": "Suspended",
    "rolledBack": "Rolled back",
    "closed": "Closed",
}

LISTED: Final = ListPage(
    name="urs",
    title="URS cases",
    lead="Complaints against names under the Uniform Rapid Suspension system. A name is locked within a day of the notice.",
    icon="alert-triangle",
    permission="urs.read",
    source="registry.urs_case c",
    key="c.id",
    numbered="id",
    order="lock_by",
    columns=(
        Column("name", "Name", "c.name::text", order="c.name", cell="name", lead=True),
        Column("number", "Case", "c.number::text", order="", cell="code"),
        Column("provider", "Provider", "c.provider::text", order=""),
        Column("status", "Status", "c.status", order="", cell="status"),
        Column("lock_by", "Lock due", "c.lock_by", cell="expiry"),
        Column("noticed", "Notice", "c.noticed_at", order="c.id", cell="day", descending=True, extra=True),
        Column("suspended", "Suspended", "c.suspended_at", order="", cell="day", extra=True),
        Column("id", "Number", "c.id", order="", cell="number", extra=True),
    ),
    filters=(
        Search("q", "Search", ("c.name",), placeholder="Name", names=True, exact=("c.number", "c.roid")),
        Choice(
            "state",
            "State",
            {
                "overdue": ("Overdue", "c.status = 'notified' AND c.lock_by < :now"),
                **{state: (title, f"c.status = '{state}'") for state, title in STATES.items()},
                "all": ("All", "true"),
            },
            otherwise="c.status <> 'closed'",
        ),
        Equal(
            "provider",
            "Provider",
            "c.provider = ?",
            source="SELECT DISTINCT provider::text FROM registry.urs_case ORDER BY 1",
        ),
        Dates("noticed", "Notice", "c.noticed_at"),
    ),
    link=lambda row: url_for("urs.show", number=row["id"]),
    empty="No complaint is open.",
)
CASES: Final = attachable(
    LISTED, Thing("urs", "id", "c.id::text", "case", "cases", as_number, versions="", type="bigint")
)
