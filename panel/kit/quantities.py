"""Fields that hold a quantity: numbers, money, days and instants; read exactly, or refused in words."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from panel.kit.fields import About, OneInput, Options, Present, Problem, Typed, demanded, one, options_of
from panel.kit.formats import figure
from panel.kit.languages import gettext as _
from registry.model.money import EXPONENTS, Money
from registry.model.registrar_facts import MOST_MONEY


@dataclass(frozen=True, slots=True)
class Number(OneInput):
    """A whole number within bounds."""

    name: str
    title: str
    least: int = 0
    most: int = 2**31 - 1
    hint: str = ""
    required: bool = True
    present: Present | None = None
    kind: str = field(default="number", init=False)

    def read(self, typed: Typed, about: About) -> int | None:
        text = one(typed, self.name)
        demanded(self, text)
        if not text:
            return None
        if not re.fullmatch("-?[0-9]{1,18}", text):
            raise Problem(_("That is no whole number."))
        if not self.least <= int(text) <= self.most:
            raise Problem(
                _("It lies between %(least)s and %(most)s.") % {"least": figure(self.least), "most": figure(self.most)}
            )
        return int(text)


@dataclass(frozen=True, slots=True)
class Span(OneInput):
    """A time in days, of which fractions are allowed."""

    name: str
    title: str
    hint: str = "In days."
    required: bool = True
    present: Present | None = None
    most: float = 36_500
    kind: str = field(default="span", init=False)

    def read(self, typed: Typed, about: About) -> float | None:
        text = one(typed, self.name)
        demanded(self, text)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,12})?", text):
            raise Problem("That is no number of days: write it like 30, or 0.5.")
        if float(text) > self.most:
            raise Problem(f"It is at most {self.most:,.0f} days.")
        return int(text) if float(text).is_integer() else float(text)

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [] if value is None else [f"{value:.12f}".rstrip("0").rstrip(".")]}


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in one of the currencies offered, typed in major units and read exactly; nothing is rounded."""

    name: str
    title: str
    currencies: Options
    hint: str = ""
    required: bool = True
    present: Present | None = None
    least: int = 0
    kind: str = field(default="amount", init=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_currency")

    def read(self, typed: Typed, about: About) -> Money | None:
        text, currency = (one(typed, each) for each in self.parts)
        demanded(self, text)
        if not text:
            return None
        if currency not in options_of(self.currencies, about):
            raise Problem(_("Choose one of the currencies."))
        try:
            minor = Decimal(text.replace(",", "").replace("\N{MINUS SIGN}", "-")).scaleb(EXPONENTS.get(currency, 2))
        except InvalidOperation:
            raise Problem(_("That is no amount: write it like 1,250.00.")) from None
        if not minor.is_finite() or not self.least <= minor <= MOST_MONEY:
            low = Money(self.least, currency)
            raise Problem(
                _("It is at least %(money)s, and less than an account can hold.") % {"money": f"{low} {currency}"}
            )
        if minor != minor.to_integral_value():
            raise Problem(
                _("%(currency)s has %(number)d digits after the point, and no more.")
                % {"currency": currency, "number": EXPONENTS.get(currency, 2)}
            )
        return Money(int(minor), currency)

    def shown(self, value: Any) -> dict[str, list[str]]:
        amount, currency = self.parts
        return {} if value is None else {amount: [str(value)], currency: [value.currency]}


@dataclass(frozen=True, slots=True)
class Day(OneInput):
    """A day of the calendar, in UTC."""

    name: str
    title: str
    hint: str = ""
    required: bool = True
    present: Present | None = None
    kind: str = field(default="day", init=False)

    def read(self, typed: Typed, about: About) -> date | None:
        text = one(typed, self.name)
        demanded(self, text)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise Problem(_("That is no day: write it like 2026-03-31.")) from None

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [] if value is None else [value.isoformat()]}


@dataclass(frozen=True, slots=True)
class Instant(OneInput):
    """An instant, to the minute; in UTC where it does not say otherwise."""

    name: str
    title: str
    hint: str = "In UTC."
    required: bool = True
    present: Present | None = None
    kind: str = field(default="instant", init=False)

    def read(self, typed: Typed, about: About) -> datetime | None:
        text = one(typed, self.name)
        demanded(self, text)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Problem(_("That is no instant: write it like 2026-03-31T18:00.")) from None

    def shown(self, value: Any) -> dict[str, list[str]]:
        if value is None:
            return {self.name: []}
        at = value.astimezone(UTC).replace(tzinfo=None)
        return {self.name: [at.isoformat(timespec="seconds" if at.second else "minutes")]}
