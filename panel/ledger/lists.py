"""The list of bookings; each leads to the statement of its account and month."""

from typing import Final

from flask import url_for

from panel.kit.filters import Choice, Equal, Month, Picked, Search, yes_or_no
from panel.kit.lists import Column, ColumnSet, ListPage, Row
from panel.kit.projection import NAMED

KINDS: Final = {
    "create": "Registrations",
    "renew": "Renewals",
    "autoRenew": "Renewals by time",
    "transfer": "Transfers",
    "restore": "Restores",
    "earlyAccess": "Early access",
    "package": "Packages",
    "topUp": "Top-ups",
}


# What is charged for a name: given back until the end of its grace period, and final at once where it has none. What was paid
# for an application or a package is given back by decisions, and when those come nobody knows.
CHARGE: Final = "l.reverses_id IS NULL AND l.roid LIKE 'D%'"


def _link(row: Row) -> str:
    month = f"{row['at']:%Y-%m}"
    return url_for("ledger.statement", handle=row["registrar"], currency=row["currency"], month=month)


LEDGER: Final = ListPage(
    name="ledger",
    title="Bookings",
    lead="Everything that was charged, given back and paid in. Nothing of it is ever changed.",
    icon="receipt",
    permission="registrar.read-financial-info",
    source="registry.ledger l JOIN registry.registrar r ON r.id = l.registrar_id",
    owner="l.registrar_id = :own",
    key="l.id",
    numbered="number",
    order="-at",
    columns=(
        Column("at", "When", "l.at", order="l.id", cell="moment", lead=True, descending=True),
        Column("registrar", "Registrar", "r.handle", order="", cell="by", staff=True),
        Column("kind", "What", "l.kind", order="", cell="kind"),
        Column("name", "Of", "l.name", order="", cell="excerpt"),
        Column("years", "Years", "l.years", order="", cell="number"),
        Column(
            "amount",
            "Amount",
            "l.amount || ' ' || l.currency",
            order="",
            cell="booked",
            total="sum(l.amount)",
            each="l.currency",
        ),
        Column(
            "billable_at",
            "Final from",
            f"CASE WHEN {CHARGE} THEN coalesce(l.billable_at, l.at) END",
            order="",
            cell="moment",
        ),
        Column("reverses", "Gives back", "l.reverses_id", order="", cell="number", extra=True),
        Column("number", "Number", "l.id", order="", cell="number", extra=True),
        Column("svtrid", "Transaction", "l.svtrid", order="", cell="code", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("at", "registrar", "kind", "name", "years", "amount", "billable_at")),
        ColumnSet(
            "transactions",
            "Transactions",
            ("at", "registrar", "kind", "name", "amount", "reverses", "number", "svtrid"),
        ),
    ),
    hidden={"currency": "l.currency", "registrar": "r.handle", "at": "l.at"},
    filters=(
        Search("q", "Search", ("l.name",), placeholder="Name, or why it was paid in", exact=("l.svtrid", "l.roid")),
        Month("month", "Month", "l.at"),
        Choice("kind", "What", {kind: (title, f"l.kind = '{kind}'") for kind, title in KINDS.items()}),
        yes_or_no("reversal", "Given back", "l.reverses_id IS NOT NULL"),
        yes_or_no("open", "In grace", f"{CHARGE} AND l.billable_at > :now"),
        Equal(
            "currency", "Currency", "l.currency = ?", source="SELECT DISTINCT currency FROM registry.account ORDER BY 1"
        ),
        Picked("registrar", "Registrar", f"l.registrar_id = {NAMED}", "registrars", staff=True),
    ),
    link=_link,
    empty="Nothing was booked yet.",
)
