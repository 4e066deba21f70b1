"""Periods of registration and the calendar that they are counted on (RFC 5731, section 2.3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Unit = Literal["y", "m"]


@dataclass(frozen=True, slots=True)
class Period:
    """As a registrar asks for it; the unit is years or months."""

    number: int
    unit: Unit = "y"

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    @property
    def years(self) -> int | None:
        """Whole years, or None where the period is not made of whole years."""
        if self.unit == "y":
            return self.number
        return self.number // 12 if self.number % 12 == 0 else None


def add_years(instant: datetime, years: int) -> datetime:
    """The same day and time `years` later (or earlier); 29 February becomes 28 February where there is none."""
    year = instant.year + years
    if instant.month == 2 and instant.day == 29 and not _is_leap(year):
        return instant.replace(year=year, day=28)
    return instant.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
