"""The only place that asks what time it is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Protocol


class Clock(Protocol):
    """Where an instant comes from; UTC, in whole milliseconds."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return in_milliseconds(datetime.now(UTC))


@dataclass(slots=True)
class FakeClock:
    """A clock that stands still until it is moved: for tests and rehearsals."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def advance(self, **delta: float) -> datetime:
        """Move on by `timedelta(**delta)` and tell the new instant."""
        self.instant = in_milliseconds(self.instant + timedelta(**delta))
        return self.instant

    def move_to(self, instant: datetime) -> datetime:
        self.instant = in_milliseconds(instant)
        return self.instant


def stopwatch() -> float:
    """Seconds from an arbitrary start, for measuring how long something takes; never for what is true."""
    return perf_counter()


def in_milliseconds(instant: datetime) -> datetime:
    """Cut to the precision that every door shows, so that what is stored is what was answered."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
