"""Planning monthly reports: both kinds for each month and TLD, each planned once, whoever comes to it and how often."""

from collections.abc import Iterator
from typing import Final

from registry.actions.registrys_own import demand_operator
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, PolicyForbids
from registry.model.month import Month
from registry.model.monthly_report import KINDS, MonthlyReport, cut_off, last_due
from registry.store import monthly_reports
from registry.store.sql import Connection

# How many months that nobody planned are made up for; of a longer outage ICANN has heard from people.
MOST_MISSED: Final = 12


@transacted
async def report_plan(cx: Context, db: Connection, tld: str, day: int) -> list[MonthlyReport]:
    """The reports that are due on that day of the following month, and those of the months since the last one that was planned;
    those that are new."""
    if not cx.book.serves(tld):
        raise ObjectMissing("There is no such TLD to be reported on.", "tld", tld)
    tld_id, fresh = cx.book.at(tld, cx.now).tld_id, []
    for kind in KINDS:
        last = await monthly_reports.last_month(db, tld_id=tld_id, kind=kind)
        for month in _owed(cx, tld, day, Month(last.year, last.month) if last else None):
            planned = await monthly_reports.plan(
                db, tld_id=tld_id, month=month.first_day, kind=kind, revision=0, at=cx.now
            )
            if planned is None:  # by another process, just now
                break
            fresh.append(await held(db, planned))
    return fresh


def _owed(cx: Context, tld: str, day: int, last: Month | None) -> Iterator[Month]:
    """Months after the last one, the oldest first, in which there was the TLD."""
    newest = last_due(cx.now, day)
    if last is None and cx.now >= cut_off(newest):  # whoever kept the registry then has reported it
        return
    first = newest if last is None else max(last.next, newest.earlier(MOST_MISSED - 1))
    for each in first.until(newest):
        if each.ends > cx.book.versions(tld)[0].valid_from:
            yield each


@transacted
async def report_resend(cx: Context, db: Connection, report_id: int) -> MonthlyReport:
    """Plan a report anew, of what is known by now, as the next revision of its month: it takes the place of the one before.

    Raises ObjectMissing, and PolicyForbids for one that is still on its way, that there is a later revision of, or whose month
    was accepted and can no longer be corrected.
    """
    demand_operator(cx, "Reports are the registry's.")
    found = await held(db, report_id)
    if not found.is_over:
        raise PolicyForbids(f"The report is {found.state}: it is still on its way.", "report", found.name)
    states = await monthly_reports.states(db, tld_id=found.tld_id, month=found.first_day, kind=found.kind)
    if cx.now >= cut_off(found.month) and "accepted" in states:
        raise PolicyForbids(
            f"The reports of {found.month} could be corrected until {cut_off(found.month):%Y-%m-%d}.",
            "report",
            found.name,
        )
    planned = await monthly_reports.plan(
        db,
        tld_id=found.tld_id,
        month=found.first_day,
        kind=found.kind,
        revision=found.revision + 1,
        at=cx.now,
    )
    if planned is None:
        raise PolicyForbids("There is a later revision of it already.", "report", found.name)
    return await held(db, planned)


@transacted
async def report_go_on(cx: Context, db: Connection, report_id: int) -> MonthlyReport:
    """What held a report up is put right: it is tried again at once. Raises ObjectMissing, and PolicyForbids for one that was
    answered."""
    demand_operator(cx, "Reports are the registry's.")
    found = await held(db, report_id)
    if await monthly_reports.go_on(db, report_id=report_id) is None:
        raise PolicyForbids(f"The report is {found.state}: nothing more is to be done for it.", "report", found.name)
    return await held(db, report_id)


async def held(db: Connection, report_id: int) -> MonthlyReport:
    """Raises ObjectMissing."""
    found = await monthly_reports.by_id(db, report_id)
    if found is None:
        raise ObjectMissing("There is no such report.", "report", str(report_id))
    return found
