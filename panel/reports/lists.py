"""The list of monthly reports."""

from typing import Final

from flask import url_for

from panel.kit.filters import Choice, Dates, Equal, Search
from panel.kit.lists import Column, ColumnSet, ListPage

NAME: Final = "concat(t.name, '-', r.kind, '-', to_char(r.month, 'YYYY-MM'), '_R', r.revision)"
UNDER_WAY: Final = "r.state IN ('planned', 'written', 'uploaded')"
STATE: Final = "CASE WHEN r.stopped THEN 'heldUp' ELSE r.state END"

REPORTS: Final = ListPage(
    name="reports",
    title="Monthly reports",
    lead="What ICANN is told of every TLD by the 20th of the month after.",
    icon="report",
    permission="report.read",
    source="registry.monthly_report r JOIN registry.tld t ON t.id = r.tld_id",
    key="r.id",
    numbered="id",
    order="-month",
    columns=(
        Column("name", "Report", NAME, order="", cell="code", lead=True),
        Column("month", "Month", "r.month", cell="month", descending=True),
        Column("state", "State", STATE, order="", cell="status"),
        Column("code", "Code", "r.code", order="", cell="code"),
        Column("lines", "Lines", "r.lines", order="", cell="number"),
        Column("reason", "What holds it up", "r.reason", order="", cell="excerpt"),
    ),
    sets=(ColumnSet("overview", "Overview", ("name", "month", "state", "code", "lines", "reason")),),
    filters=(
        Search("q", "Search", ("t.name",), placeholder="TLD", names=True),
        Choice(
            "state",
            "State",
            {
                "way": ("Under way", UNDER_WAY),
                "people": ("Held up: waits for people", f"r.stopped AND {UNDER_WAY}"),
                "accepted": ("Accepted by ICANN", "r.state = 'accepted'"),
                "refused": ("Refused by ICANN", "r.state = 'refused'"),
            },
        ),
        Choice(
            "kind",
            "Kind",
            {
                "transactions": ("Transactions of registrars", "r.kind = 'transactions'"),
                "activity": ("Activity of the registry", "r.kind = 'activity'"),
            },
        ),
        Equal(
            "tld",
            "TLD",
            "r.tld_id = (SELECT t.id FROM registry.tld t WHERE t.name = ?)",
            source="SELECT name::text FROM registry.tld ORDER BY name",
        ),
        Dates("month", "Month", "r.month"),
    ),
    link=lambda row: url_for("reports.show", number=row["id"]),
    hidden={"id": "r.id"},
    empty="No month has been reported yet: the runbook “Report months to ICANN” says how that begins.",
)


def shown_state(state: str, *, stopped: bool) -> str:
    """A report's state as the pages call it, as STATE does in a list."""
    return "heldUp" if stopped else state
