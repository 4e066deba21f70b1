"""The list of top-ups; a registrar's people find their own."""

from typing import Final

from flask import url_for

from panel.kit.filters import Dates, Equal, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage
from panel.kit.projection import NAMED

STATES: Final = {
    "proposed": "Waits for somebody else",
    "confirmed": "Confirmed and booked",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}

TOP_UPS: Final = ListPage(
    name="topups",
    title="Top-ups",
    lead="Money into registrars' accounts: one person proposes it, and it is booked when another confirms it.",
    icon="coin",
    permission="registrar.read-financial-info",
    source="registry.topup u JOIN registry.registrar r ON r.id = u.registrar_id",
    owner="u.registrar_id = :own",
    key="u.id",
    numbered="id",
    order="-at",
    columns=(
        Column("registrar", "Registrar", "r.handle", order="", cell="code", lead=True),
        Column(
            "amount",
            "Amount",
            "u.amount || ' ' || u.currency",
            order="",
            cell="price",
            total="sum(u.amount)",
            each="u.currency",
        ),
        Column("payer", "Who pays", "nullif(u.payer, '')", order=""),
        Column("state", "State", "u.status", order="", cell="status"),
        Column("reason", "Why", "u.reason", order="", cell="excerpt"),
        Column("by", "Proposed by", "u.proposed_by", order="", cell="by", staff=True),
        Column("at", "When", "u.proposed_at", order="u.id", cell="moment", descending=True),
        Column("decided_by", "Decided by", "u.decided_by", order="", cell="by", staff=True, extra=True),
        Column("decision", "And why", "u.decision", order="", cell="excerpt", staff=True, extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("registrar", "amount", "payer", "state", "reason", "at")),
        ColumnSet(
            "decisions",
            "Decisions",
            ("registrar", "amount", "payer", "state", "by", "at", "decided_by", "decision"),
            permission="registrar.confirm-top-up",
        ),
    ),
    hidden={"id": "u.id"},
    filters=(
        Search(
            "q", "Search", ("r.handle", "u.reason", "u.payer", "u.proposed_by"), placeholder="Registrar, reason or who"
        ),
        Equal("state", "State", "u.status = ?", options=STATES),
        Picked("registrar", "Registrar", f"u.registrar_id = {NAMED}", "registrars", staff=True),
        Dates("at", "Proposed", "u.proposed_at"),
    ),
    link=lambda row: url_for("registrars.show", handle=row["registrar"]),
    empty="Nobody has proposed a top-up yet: it begins at the page of a registrar.",
)
