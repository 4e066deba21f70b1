"""What an operation on a name costs: one pure function for the fee check, the charge and the quote, so that they agree.

A TLD's price list says what its standard names cost in its own currency. Rates are the exceptions to it: other classes of
names, other currencies, groups of registrars, phases of the launch, numbers of years, times. Of the rates that fit, the most
particular counts: one for a time (a promotion) before one for a group, before one for a phase, before one for a number of
years, before one for all. A class without
a rate of its own for an operation is sold for it like a standard name: premium names are often renewed at the usual price.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Protocol

from registry.model.instants import with_instants
from registry.model.money import Money
from registry.model.phases import NamedPhase

Operation = Literal["create", "renew", "autoRenew", "transfer", "restore"]
LineKind = Literal["create", "renew", "autoRenew", "transfer", "restore", "earlyAccess"]

STANDARD: Final = "standard"
OPERATIONS: Final[tuple[Operation, ...]] = ("create", "renew", "transfer", "restore")


@dataclass(frozen=True, slots=True)
class Prices:
    """What standard names cost, in minor units of the TLD's own `currency`, per year (restore: once)."""

    currency: str
    create: int
    renew: int
    transfer: int
    restore: int

    def of(self, operation: Operation, years: int = 1) -> Money:
        """What the operation costs; a renewal by time costs what a renewal by command does."""
        each = getattr(self, _sold_as(operation))
        return Money(each if operation == "restore" else each * years, self.currency)


@dataclass(frozen=True, slots=True)
class Rate:
    """An exception to the price list: `amount` in minor units of `currency`, per year (restore: once).

    `group` is that of registrars it is for, `years` the number of years it is for, `phase` the phase of the launch (and of
    those so called the one with the `subphase`) that creates are in; None: for all. `valid_from` and `valid_to` bound the
    instants at which it is given.
    """

    operation: Operation
    currency: str
    amount: int
    name_class: str = STANDARD
    group: str | None = None
    years: int | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    phase: str | None = None
    subphase: str | None = None

    def __post_init__(self) -> None:
        if self.phase is not None and self.operation != "create":
            raise ValueError("rates of a phase are for creates")
        if self.subphase is not None and self.phase is None:
            raise ValueError("a subphase is one of a phase")
        if self.operation not in OPERATIONS:
            raise ValueError(f"rates are for {', '.join(OPERATIONS)}, not for {self.operation}")
        if self.amount < 0:
            raise ValueError("nobody is paid for a name")

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Rate":
        """Read a rate as a policy document holds it, with instants as text."""
        return cls(**with_instants(document, _INSTANTS))

    @property
    def is_promotion(self) -> bool:
        return self.valid_from is not None or self.valid_to is not None

    def fits(
        self, operation: Operation, years: int, terms: "Terms", at: datetime, phase: NamedPhase | None = None
    ) -> bool:
        return (
            self.operation == operation
            and self.currency == terms.currency
            and self.group in (None, terms.group)
            and self.years in (None, years)
            and self._is_of(phase)
            and self.holds(at)
        )

    def holds(self, at: datetime) -> bool:
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)

    def _is_of(self, phase: NamedPhase | None) -> bool:
        if self.phase is None:
            return True
        return phase is not None and self.phase == phase.name and self.subphase in (None, phase.subphase)


@dataclass(frozen=True, slots=True)
class EarlyAccess:
    """A step of the ladder for impatient registrants: until `valid_to`, each create costs `amount` more, for good."""

    valid_to: datetime
    currency: str
    amount: int

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "EarlyAccess":
        return cls(**with_instants(document, _INSTANTS))


class Tariff(Protocol):
    """All that a TLD's policy says about prices."""

    @property
    def prices(self) -> Prices: ...
    @property
    def rates(self) -> tuple[Rate, ...]: ...
    @property
    def early_access(self) -> tuple[EarlyAccess, ...]: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """How a registrar buys in a TLD: the group whose rates it is given, and the currency it pays in."""

    currency: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """What an allocation token does to the price of what it is shown for: another price per year, or so many per cent off.

    `price` is a currency and an amount in its minor units, and counts only for who pays in that currency. A fraction of a
    minor unit that per cents leave is not charged. `years`: only so many of them are cheaper; None: all.
    """

    price: tuple[str, int] | None = None
    percent: int = 0
    years: int | None = None

    def off(self, price: Money, years: int) -> Money:
        """The price with the discount; without it, each of the years costs the same."""
        cheaper = years if self.years is None else min(years, self.years)
        dearer = price.amount // years * (years - cheaper) if cheaper < years else 0
        each_off = price.amount - dearer
        if self.price is not None and self.price[0] == price.currency:
            each_off = self.price[1] * cheaper
        return Money(each_off * (100 - self.percent) // 100 + dearer, price.currency)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a quote; `grace` is for how long after the operation a delete gives the amount back, None: never."""

    kind: LineKind
    price: Money
    years: int
    grace: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What an operation costs, item by item; `standard` tells that it is nothing but the price of every other name."""

    name_class: str
    currency: str
    lines: tuple[Line, ...]
    standard: bool

    @property
    def total(self) -> Money:
        return Money(sum(line.price.amount for line in self.lines), self.currency)

    def and_also(self, other: "Quote") -> "Quote":
        """Both together, for a command that does two things; what follows is not given back."""
        lines = (*self.lines, *(replace(line, grace=None) for line in other.lines))
        return Quote(self.name_class, self.currency, lines, self.standard and other.standard)


class NotSold(Exception):
    """The operation has no price in the currency that is asked for."""


def quote(
    tariff: Tariff,
    operation: Operation,
    years: int,
    terms: Terms,
    at: datetime,
    *,
    name_class: str = STANDARD,
    discount: Discount | None = None,
    grace: timedelta | None = None,
    phase: NamedPhase | None = None,
) -> Quote:
    """What `operation` costs at an instant for a name of a class. Raises NotSold.

    `discount` is that of the allocation token that comes with the command; `grace` is the grace period that the operation
    opens, by the TLD's policy; `phase` is that of the launch which a create is in.
    """
    price, standard = _price(tariff, operation, years, terms, at, name_class, phase)
    if discount is not None:
        price = discount.off(price, years)
    lines = [Line(operation, price, 0 if operation == "restore" else years, grace)]
    extra = _early_access(tariff, terms, at) if operation == "create" else None
    if extra is not None:
        lines.append(Line("earlyAccess", extra, 0))
    return Quote(name_class, terms.currency, tuple(lines), standard and extra is None)


def _price(
    tariff: Tariff,
    operation: Operation,
    years: int,
    terms: Terms,
    at: datetime,
    name_class: str,
    phase: NamedPhase | None,
) -> tuple[Money, bool]:
    """The price, and whether it is what every other name costs."""
    fitting = [rate for rate in tariff.rates if rate.fits(_sold_as(operation), years, terms, at, phase)]
    special = [rate for rate in fitting if rate.name_class == name_class]
    rate = _most_particular(special) or _most_particular(each for each in fitting if each.name_class == STANDARD)
    if rate is not None:
        total = rate.amount if operation == "restore" else rate.amount * years
        return Money(total, rate.currency), rate.name_class == STANDARD
    if terms.currency != tariff.prices.currency:
        raise NotSold(f"There are no prices in {terms.currency} here.")
    return tariff.prices.of(operation, years), True


def _most_particular(rates: Iterable[Rate]) -> Rate | None:
    """Of rates that are alike in this the last one counts, as the list reads from the general to the special."""
    best: Rate | None = None
    for rate in rates:
        if best is None or _particular(rate) >= _particular(best):
            best = rate
    return best


def _particular(rate: Rate) -> tuple[bool, bool, bool, bool, bool]:
    return (
        rate.is_promotion,
        rate.group is not None,
        rate.phase is not None,
        rate.subphase is not None,
        rate.years is not None,
    )


def _early_access(tariff: Tariff, terms: Terms, at: datetime) -> Money | None:
    """The step of the ladder that is on now: the one that ends first of those that have not ended."""
    steps = [step for step in tariff.early_access if at < step.valid_to]
    if not steps:
        return None
    ends = min(step.valid_to for step in steps)
    for step in steps:
        if step.valid_to == ends and step.currency == terms.currency:
            return Money(step.amount, step.currency) if step.amount else None
    raise NotSold(f"Early access is not sold in {terms.currency}.")


def _sold_as(operation: Operation) -> Operation:
    return "renew" if operation == "autoRenew" else operation


_INSTANTS: Final = frozenset({"valid_from", "valid_to"})
