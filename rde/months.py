"""The way by which ICANN is told of a month: its reports are written, uploaded to its interface, and asked for there."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from rde.report.activity import activity
from rde.report.table import Report
from rde.report.transactions import transactions
from rde.rri.client import Rri, RriDeclines, RriSilent
from rde.rri.codes import ACCEPTED
from registry.context import TIME, Context, Registry
from registry.depository import DepositoryDeclines, DepositorySilent, ReportRefused, Taken
from registry.model.month import Month
from registry.model.monthly_report import MonthlyReport, ReportKind

MADE: Final[Mapping[ReportKind, Callable[[Context, str, Month], Awaitable[Report]]]] = {
    "transactions": transactions,
    "activity": activity,
}


class IcannReports:
    """A `registry.depository.MonthlyReports` at ICANN's reporting interface; reports are due from the day on."""

    def __init__(self, registry: Registry, rri: Rri, day: int) -> None:
        self._registry = registry
        self._rri = rri
        self.day = day

    async def write(self, report: MonthlyReport) -> bytes:
        cx = self._registry.context("rde", TIME)
        return (await MADE[report.kind](cx, report.tld, report.month)).content

    async def upload(self, report: MonthlyReport, content: bytes) -> Taken:
        try:
            return Taken(ACCEPTED, await self._rri.report_month(_file(report, content)))
        except RriSilent as silence:
            raise DepositorySilent(str(silence)) from None
        except RriDeclines as refusal:
            if refusal.code:
                raise ReportRefused(str(refusal), refusal.code, refusal.answer) from None
            raise DepositoryDeclines(str(refusal)) from None

    async def knows(self, report: MonthlyReport) -> bool:
        try:
            return await self._rri.knows_month(_file(report, b""))
        except RriSilent as silence:
            raise DepositorySilent(str(silence)) from None
        except RriDeclines as refusal:
            raise DepositoryDeclines(str(refusal)) from None


def _file(report: MonthlyReport, content: bytes) -> Report:
    return Report(report.tld, report.month, report.kind, content)
