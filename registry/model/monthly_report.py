"""A monthly report on its way to ICANN: what it may become next, when it is due, and until when it can be corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, get_args

from registry.model.month import Month

ReportKind = Literal["transactions", "activity"]
ReportState = Literal["planned", "written", "uploaded", "accepted", "refused"]

KINDS: Final[tuple[ReportKind, ...]] = get_args(ReportKind)
STATES: Final[tuple[ReportState, ...]] = get_args(ReportState)

# What may become of each. One that the interface took and does not know of later is uploaded again.
NEXT: Final[Mapping[ReportState, tuple[ReportState, ...]]] = {
    "planned": ("written",),
    "written": ("uploaded", "refused"),
    "uploaded": ("accepted", "written"),
    "accepted": (),
    "refused": (),
}

# The last day of the following month on which a report counts as in time, and may take another's place (registry agreement,
# specification 3).
LAST_DAY: Final = 20
# A month that is not accepted by then is told as an error at every run.
PRESSING_DAY: Final = 15
# How long the interface may go without knowing of what it took, and how often it is asked.
ASKED_EVERY: Final = timedelta(minutes=15)
UNKNOWN: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """One report of a TLD and a month; `revision` counts those that took the place of an earlier one.

    `stopped`: people must see to `reason` before it goes on. `retry_at`: nothing is tried sooner. `code` and `answer` are what
    the interface said of it last, `lines` how many it has, once it is written.
    """

    id: int
    tld_id: int
    tld: str
    first_day: date
    kind: ReportKind
    revision: int
    state: ReportState
    code: int | None
    reason: str | None
    answer: str | None
    attempts: int
    retry_at: datetime | None
    stopped: bool
    lines: int | None
    planned_at: datetime
    written_at: datetime | None
    uploaded_at: datetime | None
    answered_at: datetime | None

    @property
    def month(self) -> Month:
        return Month(self.first_day.year, self.first_day.month)

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.tld}-{self.kind}-{self.month}_R{self.revision}"

    @property
    def file_name(self) -> str:
        """As ICANN names it."""
        return f"{self.tld}-{self.kind}-{self.month.compact}.csv"

    @property
    def is_over(self) -> bool:
        return not NEXT[self.state]


def due_at(month: Month, day: int) -> datetime:
    """When its reports are made: at the beginning of that day of the following month."""
    return _day_after(month, day)


def cut_off(month: Month) -> datetime:
    """From then on a report of the month is late, and none takes another's place."""
    return _day_after(month, LAST_DAY + 1)


def pressing_at(month: Month) -> datetime:
    return _day_after(month, PRESSING_DAY)


def last_due(now: datetime, day: int) -> Month:
    """The last month whose reports are due by now."""
    before = Month.of(now).before
    return before if now >= due_at(before, day) else before.before


def _day_after(month: Month, day: int) -> datetime:
    return datetime.combine(month.next.first_day.replace(day=day), time(), UTC)
