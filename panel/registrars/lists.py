"""The list of registrars; a registrar's own people find one row in it."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Equal, Search
from panel.kit.lists import Column, ColumnSet, ListPage, Thing

STATES: Final = {
    "applicant": "Applicant",
    "ote": "In OT&E",
    "active": "Active",
    "suspended": "Suspended",
    "terminated": "Terminated",
}
# Counting stops early: it says how large a registrar is, not how many names it has to the last one.
COUNT: Final = """(SELECT count(*) FROM (SELECT FROM registry.domain d WHERE d.registrar_id = r.id
                    AND (d.purge_at IS NULL OR d.purge_at > :now) LIMIT 10001) held)"""
BALANCE: Final = """(SELECT array_agg(a.balance || ' ' || a.currency || ' ' || (a.balance < a.low_balance) ORDER BY a.currency)
                       FROM registry.account a WHERE a.registrar_id = r.id)"""

LOW: Final = "EXISTS (SELECT FROM registry.account a WHERE a.registrar_id = r.id AND a.balance < a.low_balance)"
ENDING: Final = """r.state IN ('active', 'ote')
    AND (SELECT max(c.valid_to) FROM registry.certificate c WHERE c.registrar_id = r.id) <= :now + interval '30 days'"""

LISTED: Final = ListPage(
    name="registrars",
    title="Registrars",
    lead="Who may register names here.",
    icon="building",
    permission="registrar.read",
    source="registry.registrar r",
    owner="r.id = :own",
    key="r.id",
    order="handle",
    columns=(
        Column("handle", "Handle", "r.handle", cell="code", lead=True),
        Column("name", "Name", "r.name"),
        Column("state", "State", "r.state", cell="status"),
        Column("domains", "Domains", COUNT, order="", cell="counted"),
        Column("balance", "Balance", BALANCE, order="", cell="balances", permission="registrar.read-financial-info"),
        Column("iana_id", "IANA ID", "r.iana_id", cell="code", extra=True, nullable=True),
        Column("created", "Since", "r.created_at", order="r.id", cell="day", descending=True, extra=True),
    ),
    sets=(ColumnSet("overview", "Overview", ("handle", "name", "state", "domains", "balance", "iana_id", "created")),),
    filters=(
        Search("q", "Search", ("r.handle", "r.name", "r.email"), placeholder="Handle, name or e-mail"),
        Equal("state", "State", "r.state = ?", options=STATES),
        Choice("balance", "Balance", {"low": ("Runs low", LOW)}, permission="registrar.read-financial-info"),
        Choice(
            "certificate",
            "Certificate",
            {"ending": ("The last one ends within 30 days", ENDING)},
            permission="registrar.read-ways-in",
        ),
    ),
    link=lambda row: url_for("registrars.show", handle=row["handle"]),
    empty="There are no registrars yet.",
    mine=lambda viewer: viewer.registrar,
)
REGISTRARS: Final = attachable(
    LISTED,
    Thing(
        "registrar", "handle", "r.handle", "registrar", "registrars", versions="name", history="registrar.read-history"
    ),
)
