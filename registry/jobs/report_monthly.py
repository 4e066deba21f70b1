"""Telling ICANN of every TLD, every month."""

import logging
from typing import Final

from prometheus_client import Gauge

from registry.actions.report_advance import report_advance
from registry.actions.report_plan import report_plan
from registry.context import TIME, Registry
from registry.model.month import Month
from registry.model.monthly_report import KINDS, MonthlyReport, cut_off, pressing_at
from registry.store import monthly_reports

log = logging.getLogger(__name__)

OWED: Final = Gauge(
    "namehouse_reports_owed", "Monthly reports that are due and that ICANN has not accepted.", ("tld", "kind")
)
HELD_UP: Final = Gauge("namehouse_reports_held_up", "Monthly reports that were refused, or wait for people.", ("tld",))
LEFT: Final = Gauge(
    "namehouse_reports_seconds_left",
    "Until the last instant at which the oldest of them is in time; below zero it is late.",
    ("tld",),
)

_MONTHS_BACK: Final = 13
_MOST: Final = 10_000


async def report_monthly(registry: Registry) -> None:
    """Reports that are due and those of months that were missed are planned, and all that are under way brought on, the oldest
    first; nothing where there is nobody to report to."""
    house = registry.depository
    way = house.months if house else None
    if house is None or way is None:
        return
    for tld in house.tlds:
        if registry.book.serves(tld):
            await report_plan(registry.context("job", TIME), tld, way.day)
    failed: list[Exception] = []
    for each in await registry.store.reading(lambda db: monthly_reports.due(db, registry.clock.now())):
        try:
            await report_advance(registry.context("job", TIME), way, each.id)
        except Exception as failure:
            failed.append(failure)
    for tld in house.tlds:
        await _measure(registry, tld)
    if failed:
        raise failed[0]


async def _measure(registry: Registry, tld: str) -> None:
    now = registry.clock.now()
    since = Month.of(now).earlier(_MONTHS_BACK).first_day
    found = await registry.store.reading(lambda db: monthly_reports.since(db, tld, since, _MOST))
    last = _last_of_each(found)
    owed = [each for each in last if each.state != "accepted"]
    for kind in KINDS:
        OWED.labels(tld, kind).set(sum(each.kind == kind for each in owed))
    HELD_UP.labels(tld).set(sum(each.stopped or each.state == "refused" for each in owed))
    oldest = min((each.month for each in owed), default=None)
    LEFT.labels(tld).set((cut_off(oldest) - now).total_seconds() if oldest else float("inf"))
    for each in owed:
        if now >= pressing_at(each.month):
            log.error("the report %s is %s, and counts as in time until %s", each.name, each.state, cut_off(each.month))


def _last_of_each(found: list[MonthlyReport]) -> list[MonthlyReport]:
    """The last revision of each month and kind; they come with it first."""
    last: dict[tuple[Month, str], MonthlyReport] = {}
    for each in found:
        last.setdefault((each.month, each.kind), each)
    return list(last.values())
