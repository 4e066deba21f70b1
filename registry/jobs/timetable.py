"""What a line of a timetable is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from registry.context import Registry

Job = Callable[[Registry], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Line:
    """A job and when it runs, in UTC: `at` is the minute of an hour as `:07`, the time of a day as `03:10`.

    A job may run late, twice or on two machines at once; it must not matter.
    """

    job: Job
    every: Literal["minute", "hour", "day"]
    at: str = ""

    @property
    def name(self) -> str:
        return self.job.__name__

    @property
    def cron(self) -> str:
        """The same in the five fields of cron."""
        if self.every == "minute":
            return "* * * * *"
        hour, _, minute = self.at.rpartition(":")
        return f"{int(minute)} {int(hour) if self.every == 'day' else '*'} * * *"
