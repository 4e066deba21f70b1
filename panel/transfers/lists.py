"""The list of transfers: the last one of each domain and contact, those that wait for a decision first of all."""

from typing import Final

from flask import url_for

from panel.kit.filters import Choice, Dates, Picked, Search
from panel.kit.lists import Called, Column, ColumnSet, ListPage, Row

# One whose time to decide is over is approved, whether or not a job has written that yet.
STATUS: Final = "CASE WHEN x.status = 'pending' AND x.act_by <= :now THEN 'serverApproved' ELSE x.status END"
WAITS: Final = "x.status = 'pending' AND x.act_by > :now"
NAME: Final = "coalesce(d.name::text, c.handle)"
STATES: Final = {
    "clientApproved": "Approved by the loser",
    "serverApproved": "Approved by time, or by the registry",
    "clientRejected": "Rejected by the loser",
    "clientCancelled": "Called off",
    "serverCancelled": "Ended by the registry",
}


def _link(row: Row) -> str:
    if row["kind"] == "contact":
        return url_for("contacts.show", handle=row["name"])
    return url_for("domains.show", name=row["name"])


TRANSFERS: Final = ListPage(
    name="transfers",
    title="Transfers",
    lead="What is on its way from one registrar to another; what was decided, by the filter.",
    icon="transfer",
    permission="transfer.read",
    source="""registry.transfer x
              LEFT JOIN registry.domain d ON d.id = x.domain_id
              LEFT JOIN registry.contact c ON c.id = x.contact_id
              JOIN registry.registrar l ON l.id = x.losing_id
              JOIN registry.registrar g ON g.id = x.gaining_id""",
    owner=":own IN (x.losing_id, x.gaining_id)",
    key="x.id",
    named=Called(
        ("kind", "name"),
        "text",
        test="""x.domain_id = ANY (ARRAY(SELECT t.id FROM registry.domain t WHERE ?1 = 'domain' AND t.name = ?2))
             OR x.contact_id = ANY (ARRAY(SELECT t.id FROM registry.contact t WHERE ?1 = 'contact' AND t.handle = ?2))""",
    ),
    order="-requested",
    columns=(
        Column("name", "Object", NAME, order="", cell="name", lead=True),
        Column("kind", "Kind", "CASE WHEN x.domain_id IS NULL THEN 'contact' ELSE 'domain' END", order="", cell="kind"),
        Column("losing", "From", "l.handle", order="", cell="by"),
        Column("gaining", "To", "g.handle", order="", cell="by"),
        Column("status", "Status", STATUS, order="", cell="status"),
        Column("requested", "Asked for", "x.requested_at", order="x.id", cell="moment", descending=True),
        Column("act_by", "Decided at the latest", "x.act_by", cell="expiry"),
        Column("acted", "Decided", "x.acted_at", order="", cell="day", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("name", "kind", "losing", "gaining", "status", "requested", "act_by")),
        ColumnSet("decisions", "Decisions", ("name", "kind", "losing", "gaining", "status", "requested", "acted")),
    ),
    filters=(
        Search("q", "Search", ("d.name::text", "c.handle"), placeholder="Name or handle"),
        Choice(
            "state",
            "State",
            {
                "waiting": ("Waits for a decision", WAITS),
                **{state: (title, f"{STATUS} = '{state}'") for state, title in STATES.items()},
                "all": ("All", "true"),
            },
            otherwise=WAITS,
        ),
        Choice(
            "kind",
            "Kind",
            {each: (f"{each.capitalize()}s", f"x.{each}_id IS NOT NULL") for each in ("domain", "contact")},
        ),
        Picked("losing", "From", "l.handle = ?", "registrars", staff=True),
        Picked("gaining", "To", "g.handle = ?", "registrars", staff=True),
        Dates("requested", "Asked for", "x.requested_at"),
    ),
    link=_link,
    empty="Nothing is on its way to another registrar.",
)
