"""A deposit on its way to the escrow agent: what it may become next, and when another try is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, get_args

# All of a TLD, what changed since the deposit before, or names and registrars alone, for ICANN; of a registrar, all or what
# changed.
DepositKind = Literal["full", "diff", "thin", "inc"]
# When a registrar deposits: all of it every day, all of it on Sundays, or all on Sundays and what changed on other days.
Schedule = Literal["daily", "weekly", "incremental"]
DepositState = Literal["planned", "rendering", "sealed", "uploaded", "reported", "confirmed", "rejected"]
# Those that the agent rebuilds a TLD from: one of them for each day.
DAILY: Final[tuple[DepositKind, ...]] = ("full", "diff")
STATES: Final[tuple[DepositState, ...]] = get_args(DepositState)

# What may become of each. One whose making was cut short is made again; sealed files that were lost are, too. One of changes that
# has not left the house is planned anew, as a full one, when what it follows is refused for good.
NEXT: Final[Mapping[DepositState, tuple[DepositState, ...]]] = {
    "planned": ("rendering",),
    "rendering": ("rendering", "sealed", "planned"),
    "sealed": ("uploaded", "planned"),
    "uploaded": ("reported",),
    "reported": ("confirmed", "rejected"),
    "confirmed": (),
    "rejected": (),
}

# How long after midnight its deposit is made: commands that began before it have committed by then.
SETTLED: Final = timedelta(minutes=2)

_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=1)
# How often the agent's word is asked for, and after how long its silence is told (it has a day to verify a deposit).
ASKED_EVERY: Final = timedelta(minutes=15)
UNANSWERED: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file of a sealed deposit as the agent gets it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """The deposit of a day, of a TLD or of a registrar.

    `revision` counts those that were made anew because the agent refused the one before.

    `stopped`: people must see to `reason` before it goes on. `retry_at`: nothing is tried sooner. `deposit_id`, `watermark`,
    `counts` (by namespace) and `files` are known once it is sealed.
    """

    id: int
    tld_id: int | None
    tld: str | None
    registrar_id: int | None
    registrar: str | None
    kind: DepositKind
    day: date
    revision: int
    state: DepositState
    reason: str | None
    attempts: int
    retry_at: datetime | None
    stopped: bool
    deposit_id: str | None
    watermark: datetime | None
    counts: Mapping[str, int]
    files: tuple[SealedFile, ...]
    planned_at: datetime
    sealed_at: datetime | None
    uploaded_at: datetime | None
    reported_at: datetime | None
    answered_at: datetime | None
    awaits_answer: bool

    @property
    def subject(self) -> str:
        """The TLD, or the registrar, whose data it is."""
        found = self.tld or self.registrar
        assert found
        return found

    @property
    def name(self) -> str:
        """What people call it: its files' names without their numbers."""
        return f"{self.subject}_{self.day.isoformat()}_{self.kind}_R{self.revision}"

    @property
    def is_reported(self) -> bool:
        """Whether ICANN is told of it and the agent answers: what ICANN itself fetches it has with its arrival, of a
        registrar's its agent tells ICANN, and a registry without ICANN's interface hears nothing of what it brought."""
        return self.awaits_answer and self.registrar is None and self.kind in DAILY

    @property
    def is_over(self) -> bool:
        """Whether the agent refused it, or has it and says nothing more: then it may be sent anew, and never tried again."""
        return self.state == ("rejected" if self.is_reported else "uploaded")

    @property
    def midnight(self) -> datetime:
        """The instant that its data are as of, whenever it is made."""
        return midnight(self.day)

    def file_name(self, number: int) -> str:
        """Of a TLD's file of that number, without the ending (registry agreement, specification 2, section 5)."""
        return f"{self.tld}_{self.day.isoformat()}_{self.kind}_S{number}_R{self.revision}"


WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SUNDAY: Final = 6


def kind_of(day: date, before: Deposit | None, *, diffs: bool) -> DepositKind:
    """Whether a day's deposit holds all, or what changed since that of the day before: where there is one, that was not refused,
    and never on a Sunday (registry agreement, specification 2, section 1)."""
    follows = before is not None and before.day == day - timedelta(days=1) and before.state != "rejected"
    return "diff" if diffs and follows and day.weekday() != SUNDAY else "full"


def kind_of_registrar(day: date, before: Deposit | None, schedule: Schedule) -> DepositKind | None:
    """What a registrar deposits on a day: all of it, what changed since the deposit before, or nothing; at the beginning all."""
    if before is None or schedule == "daily" or day.weekday() == SUNDAY:
        return "full"
    return "inc" if schedule == "incremental" else None


def is_of_week(day: date, weekday: int) -> bool:
    """Whether a thin deposit is of that day, which is due on the weekday: it is as of the day before (registry agreement,
    specification 4, section 3)."""
    return (day + timedelta(days=1)).weekday() == weekday


def midnight(day: date) -> datetime:
    """Where the day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def pause_after(attempts: int) -> timedelta:
    """How long after so many failures in a row the next try is due: a minute, twice as long each time, an hour at most."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, 10)), _LONGEST_PAUSE)
