"""The list of newcomers: who was written to, who waits for a yes, and what became of them."""

from typing import Final

from panel.kit.filters import Choice, Dates, Search
from panel.kit.lists import Column, ColumnSet, ListPage

STATE: Final = "CASE WHEN n.state = 'asked' AND n.expires_at <= :now THEN 'expired' ELSE n.state END"
STATES: Final = {
    "waiting": ("Waits for a yes", "n.state = 'waiting'"),
    "asked": ("Was written to", "n.state = 'asked' AND n.expires_at > :now"),
    "expired": ("Never came", "n.state = 'asked' AND n.expires_at <= :now"),
    "admitted": ("Is a client", "n.state = 'admitted'"),
    "declined": ("Was declined", "n.state = 'declined'"),
}

NEWCOMERS: Final = ListPage(
    name="newcomers",
    title="Newcomers",
    lead="Who wants to become a client, and who was invited to. An account is there once they proved their address.",
    icon="user-plus",
    permission="newcomer.read",
    source="iam.newcomer n LEFT JOIN iam.account s ON s.id = n.seller_id LEFT JOIN iam.account c ON c.id = n.account_id",
    client="n.seller_id",
    key="n.id",
    numbered="number",
    order="-number",
    columns=(
        Column("number", "Number", "n.id", cell="code", descending=True),
        Column("email", "E-mail", "n.email", order="", lead=True),
        Column("name", "Name", "nullif(n.name, '')", order=""),
        Column("state", "State", STATE, order="", cell="status"),
        Column("seller", "Sold to by", "s.login", order="", cell="seller"),
        Column("invited", "Invited by", "n.invited_by", order="", cell="by"),
        Column("client", "Client", "c.login", order=""),
        Column("at", "Since", "n.at", order="n.id", cell="moment"),
        Column("address", "From", "host(n.address)", order="", extra=True),
        Column("decided", "Decided", "n.decided_at", order="", cell="moment", extra=True),
        Column("by", "By", "n.decided_by", order="", cell="by", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("number", "email", "name", "state", "seller", "at")),
        ColumnSet("decisions", "Decisions", ("number", "email", "state", "invited", "client", "decided", "by")),
        ColumnSet("places", "Where from", ("number", "email", "name", "at", "address"), permission="newcomer.decide"),
    ),
    filters=(
        Search("q", "Search", ("n.email", "n.name"), placeholder="E-mail or name"),
        Choice("state", "State", STATES),
        Dates("at", "Since", "n.at"),
    ),
    empty="Nobody has come yet, and nobody was invited.",
)
