"""The way to the escrow agent as the registry needs it: deposits are made, brought there and reported.

Who makes and brings them is another room (rde/); a process without a way to an agent has None in place of a `Depository`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from registry.model.deposit import Deposit, Schedule, SealedFile
from registry.model.monthly_report import MonthlyReport


class DepositorySilent(Exception):
    """The agent, or ICANN, gave no answer that can be used: another try may have more luck. Says what came instead."""


class DepositoryDeclines(Exception):
    """What stands in the way does not go away by itself: people must see to it. Says what it is."""


class FilesLost(Exception):
    """The sealed files are no longer where they were put: the deposit is made again."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a deposit holds and which files carry it."""

    deposit_id: str
    watermark: datetime
    counts: Mapping[str, int]
    files: tuple[SealedFile, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the agent says of a deposit; its words where it did not pass, and the `mark` of what it said so in."""

    passed: bool
    words: str
    mark: str


class ReportRefused(Exception):
    """ICANN does not take a monthly report, and says by a code why; its words are the message, and `answer` all it said."""

    def __init__(self, reason: str, code: int, answer: str) -> None:
        super().__init__(reason)
        self.code = code
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Taken:
    """What ICANN's interface said of a report that it took."""

    code: int
    answer: str


class MonthlyReports(Protocol):
    """The way by which ICANN is told of months. Raises DepositorySilent and DepositoryDeclines; everything may be asked again.

    `day`: of the following month, from which the reports of a month are made.
    """

    day: int

    async def write(self, report: MonthlyReport) -> bytes:
        """The report's file; the same month gives the same file, unless more became known of it."""

    async def upload(self, report: MonthlyReport, content: bytes) -> Taken:
        """Raises ReportRefused."""

    async def knows(self, report: MonthlyReport) -> bool:
        """Whether one of the month and kind was received."""


class Depository(Protocol):
    """Raises DepositorySilent and DepositoryDeclines from whatever it is asked; everything may be asked again.

    `registrars` are those that deposit with agents of their own, with their schedules.
    `tlds` are those that are deposited every day, in full or, with `diffs`, only on Sundays; `weekly` those whose names and
    registrars ICANN gets, with its day of the week, 0 for Monday; `reports` whether there is somebody to report to, and `months`
    the way to tell of months.
    """

    @property
    def tlds(self) -> tuple[str, ...]: ...

    @property
    def weekly(self) -> Mapping[str, int]: ...

    @property
    def registrars(self) -> Mapping[str, Schedule]: ...

    @property
    def diffs(self) -> bool: ...

    @property
    def reports(self) -> bool: ...

    @property
    def months(self) -> MonthlyReports | None: ...

    def keys(self) -> Mapping[str, datetime | None]:
        """The keys that deposits are sealed and signed with, and when each ends. Raises DepositoryDeclines for one of no use."""

    async def make(self, deposit: Deposit) -> Made:
        """Write the deposit, hold it against its schemas, and seal it."""

    async def deliver(self, deposit: Deposit) -> None:
        """Bring its files to the agent. Raises FilesLost."""

    async def report(self, deposit: Deposit) -> None:
        """Tell ICANN of it."""

    async def verdict(self, deposit: Deposit) -> Verdict | None:
        """What the agent made of it, None while that is not known."""

    async def sweep(self, kept: frozenset[str]) -> int:
        """Remove what lies there and is none of these files; how many files went."""
