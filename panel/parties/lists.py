"""The list of applications that people sign in to by this panel."""

from typing import Final

from flask import url_for

from panel.kit.filters import Equal, Search, yes_or_no
from panel.kit.lists import Called, Column, ColumnSet, ListPage

STATES: Final = {"active": "Active", "ended": "Ended"}

PARTIES: Final = ListPage(
    name="parties",
    title="Relying parties",
    lead="Applications that people sign in to with their account here.",
    icon="plug",
    permission="integration.read",
    source="iam.relying_party p",
    key="p.id",
    named=Called(("client_id",), "text"),
    order="client_id",
    columns=(
        Column("client_id", "Client ID", "p.client_id", cell="code", lead=True),
        Column("name", "Name", "p.name"),
        Column("state", "State", "p.state", cell="status"),
        Column("trusted", "The house's own", "p.trusted", cell="yes"),
        Column("secret", "Keeps a secret", "p.secret_digest IS NOT NULL", order="", cell="yes"),
        Column("scopes", "May know", "array_to_string(p.scopes, ' ')", order="", cell="code"),
        Column(
            "people",
            "People",
            "(SELECT count(*) FROM iam.party_consent c WHERE c.party_id = p.id)",
            order="",
            cell="number",
        ),
        Column("by", "By", "p.by", order="", cell="by", extra=True),
        Column("at", "Since", "p.at", cell="day", descending=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("client_id", "name", "state", "trusted", "secret", "people")),
        ColumnSet("scopes", "What they ask for", ("client_id", "name", "scopes", "by", "at")),
    ),
    filters=(
        Search("q", "Search", ("p.client_id", "p.name"), placeholder="Client ID or name"),
        Equal("state", "State", "p.state = ?", options=STATES),
        yes_or_no("trusted", "The house's own", "p.trusted"),
    ),
    link=lambda row: url_for("parties.show", client_id=row["client_id"]),
    empty="No application relies on this panel yet.",
)
