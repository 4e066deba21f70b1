"""Statements of accounts for programs: a month as figures, as a file of all bookings, and on paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response

from panel.document_templates.typesetting import TemplateBroken
from panel.kit.answers import Answer, Asked, NotThere, handed
from panel.kit.deeds import Declined
from panel.kit.fields import Text
from panel.kit.month_field import InMonth
from panel.ledger.paper import PRINTED
from panel.ledger.statement import Statement
from panel.ledger.views import MOST, printed, read_statement, separated
from registry.model.money import Money

PERMISSION: Final = "registrar.read-financial-info"
# Bookings that are told as figures; the file has them all.
TOLD: Final = 1_000


@dataclass(frozen=True, slots=True)
class OfKind:
    """What bookings of a kind come to; `back`: they reverse others."""

    kind: str
    back: bool
    number: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Booked:
    """`final_from` is when its grace period ends; `reverses` the booking that it gives back."""

    booking: int
    at: datetime
    kind: str
    name: str | None
    years: int | None
    amount: Money
    reverses: int | None
    final_from: datetime | None
    transaction: str


@dataclass(frozen=True, slots=True)
class OfMonth:
    """`bookings` are a thousand at most; `number` says how many there are."""

    registrar: str
    month: str
    opening: Money
    closing: Money
    number: int
    shares: list[OfKind]
    bookings: list[Booked]


async def _read(asked: Asked, most: int) -> Statement:
    found = await read_statement(asked["registrar"], asked["currency"], str(asked["month"]), most)
    if found is None:
        raise NotThere
    return found


async def _statement(asked: Asked) -> OfMonth:
    found = await _read(asked, TOLD)
    currency = found.currency
    return OfMonth(
        found.registrar,
        str(found.month),
        Money(found.bounds.opening, currency),
        Money(found.bounds.closing, currency),
        found.number,
        [OfKind(each.kind, each.back, each.number, Money(each.amount, currency)) for each in found.shares],
        [
            Booked(
                each.id,
                each.at,
                each.kind,
                each.name,
                each.years,
                Money(each.amount, currency),
                each.reverses_id,
                each.final_from,
                each.svtrid,
            )
            for each in found.bookings
        ],
    )


async def _file(asked: Asked) -> Response:
    found = await _read(asked, MOST)
    return handed(separated(found), "text/csv", f"{found.currency}-{found.month}.csv")


async def _paper(asked: Asked) -> Response:
    found = await _read(asked, PRINTED)
    try:
        made = await printed(found)
    except TemplateBroken:
        raise Declined("The template of statements is broken, and the registry is told.") from None
    return handed(made, "application/pdf", f"{found.registrar}-{found.currency}-{found.month}.pdf")


_OF: Final = (
    Text("registrar", "Registrar", longest=64),
    Text("currency", "Currency", longest=3),
    InMonth("month", "Month"),
)
ANSWERS: Final = (
    Answer(
        "ledger/-/statement", "Statement of a month", PERMISSION, _statement, OfMonth, _OF, pages=("ledger.statement",)
    ),
    Answer(
        "ledger/-/statement.csv",
        "All bookings of a month",
        PERMISSION,
        _file,
        asks=_OF,
        media="text/csv",
        pages=("ledger.file",),
    ),
    Answer(
        "ledger/-/statement.pdf",
        "The statement on paper",
        PERMISSION,
        _paper,
        asks=_OF,
        media="application/pdf",
        pages=("ledger.paper",),
    ),
)
