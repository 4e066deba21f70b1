"""A month in UTC, as reports have it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Self

_WRITTEN: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, instant: datetime) -> Self:
        return cls(instant.astimezone(UTC).year, instant.astimezone(UTC).month)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for what is not written as 2027-01."""
        match = _WRITTEN.fullmatch(text)
        if not match or match[1] == "0000":
            raise ValueError(f"{text} is no month; write it as 2027-01")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def compact(self) -> str:
        """As file names have it."""
        return f"{self.year:04}{self.number:02}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def begins(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """Its first instant no more."""
        return self.next.begins

    @property
    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> "Month":
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def earlier(self, months: int) -> "Month":
        """So many months before."""
        return self if months == 0 else self.before.earlier(months - 1)

    def until(self, last: "Month") -> Iterator["Month"]:
        """This one and those after it, `last` included."""
        month: Month = self
        while month <= last:
            yield month
            month = month.next
