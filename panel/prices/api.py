"""Prices for programs: the list, and what one operation would cost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.kit.answers import Answer, Asked
from panel.kit.deeds import Declined
from panel.kit.fields import Choice, Text
from panel.kit.quantities import Instant, Number
from panel.prices.views import quoted, read_tariffs, whose
from registry.model.money import Money
from registry.model.pricing import OPERATIONS, Quote


@dataclass(frozen=True, slots=True)
class Price:
    """What an operation costs for a year (a restore: once); none: it is not sold on these terms."""

    operation: str
    price: Money | None


@dataclass(frozen=True, slots=True)
class OfClass:
    name_class: str
    prices: list[Price]


@dataclass(frozen=True, slots=True)
class OfTld:
    """`phase` of the launch that is on; `closed`: none is."""

    tld: str
    phase: str | None
    closed: bool
    classes: list[OfClass]


async def _registrar(asked: Asked) -> str | None:
    """Whose prices are asked for. Raises Declined for a registrar that there is not."""
    named = asked["registrar"] or ""
    found = await whose(asked.registry, named)
    if asked.scope.everything and named and found is None:
        raise Declined("There is no such registrar.", at="registrar")
    return found


async def _prices(asked: Asked) -> list[OfTld]:
    return [
        OfTld(
            each.policy.tld,
            each.phase,
            each.closed,
            [
                OfClass(
                    line.name_class,
                    [
                        Price(operation, quote.total if quote else None)
                        for operation, quote in zip(OPERATIONS, line.quotes, strict=True)
                    ],
                )
                for line in each.lines
            ],
        )
        for each in await read_tariffs(asked.registry, await _registrar(asked))
    ]


@dataclass(frozen=True, slots=True)
class Item:
    what: str
    price: Money


@dataclass(frozen=True, slots=True)
class Cost:
    """`standard`: it is nothing but the price of every other name."""

    name_class: str
    standard: bool
    total: Money
    items: list[Item]


async def _quote(asked: Asked) -> Cost:
    at: datetime | None = asked["at"]
    if at is not None and not asked.scope.everything:
        raise Declined("Only staff ask for other times than the present.", at="at")
    registrar = await _registrar(asked)
    found: Quote = (
        await quoted(
            asked.registry, asked["name"], asked["operation"] or "", asked["phase"] or "", registrar, asked["years"], at
        )
    ).quote
    return Cost(found.name_class, found.standard, found.total, [Item(each.kind, each.price) for each in found.lines])


_REGISTRAR: Final = Text("registrar", "Registrar", "For staff; others ask about their own.", required=False, longest=64)
ANSWERS: Final = (
    Answer("prices", "Prices", "price.read", _prices, list[OfTld], (_REGISTRAR,), pages=("prices.show",)),
    Answer(
        "prices/quote",
        "What an operation would cost",
        "price.read",
        _quote,
        Cost,
        (
            Text("name", "Name"),
            Choice(
                "operation",
                "Operation",
                {each: each.capitalize() for each in OPERATIONS},
                "A create, if not named.",
                False,
            ),
            Number("years", "Years", 1, 99, required=False),
            Text("phase", "Phase", "Of the launch, for a create.", required=False, longest=100),
            Instant("at", "When", "For staff: at another time.", required=False),
            _REGISTRAR,
        ),
        "The calculator that charges for it is asked. Nothing is written.",
        pages=("prices.ask",),
    ),
)
