"""`namehouse report list`, `run`, `retry` and `resend`: monthly reports on their way to ICANN."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from namehouse.commands.rde_deposits import with_house
from registry.actions.report_advance import report_advance
from registry.actions.report_plan import report_go_on, report_plan, report_resend
from registry.context import Context
from registry.depository import Depository, MonthlyReports
from registry.model.month import Month
from registry.model.monthly_report import MonthlyReport
from registry.settings import Settings
from registry.store import monthly_reports as store

T = TypeVar("T")

_MOST: Final = 10_000


@click.command("list")
@click.option("--tld", help="TLD whose reports are listed; else all.")
@click.option(
    "--months", type=click.IntRange(1, 120), default=6, show_default=True, help="Months that are looked back."
)
@json_option
@with_settings
def list_reports(settings: Settings, tld: str | None, months: int, as_json: bool) -> None:
    """List reports with their states and the interface's codes, the newest first."""

    async def work(cx: Context) -> list[MonthlyReport]:
        since = Month.of(cx.now).earlier(months).first_day
        return await cx.registry.store.reading(lambda db: store.since(db, tld, since, _MOST))

    print_data([_row(each) for each in act(settings, work)], as_json=as_json)


@click.command()
@click.option("--tld", help="TLD that is reported on; else all that escrow.tlds names.")
@json_option
@with_settings
def run(settings: Settings, tld: str | None, as_json: bool) -> None:
    """Plan what is due and bring all under way as far as it goes, as the worker does every hour."""

    async def work(cx: Context, house: Depository, way: MonthlyReports) -> list[MonthlyReport]:
        for each in [tld] if tld else house.tlds:
            await report_plan(cx, each, way.day)
        due = await cx.registry.store.reading(lambda db: store.due(db, cx.now))
        seen = [await report_advance(cx, way, each.id) for each in due if tld in (None, each.tld)]
        return [each for each in seen if each is not None]

    print_data([_row(each) for each in _with_way(settings, work)], as_json=as_json)


@click.command()
@click.argument("number", type=int)
@json_option
@with_settings
def retry(settings: Settings, number: int, as_json: bool) -> None:
    """Try the report NUMBER again at once, now that what held it up is put right."""

    async def work(cx: Context, house: Depository, way: MonthlyReports) -> MonthlyReport:
        found = await report_go_on(cx, number)
        return await report_advance(cx, way, number) or found

    _print_one(_with_way(settings, work), as_json=as_json)


@click.command()
@click.argument("number", type=int)
@json_option
@with_settings
def resend(settings: Settings, number: int, as_json: bool) -> None:
    """Write the report NUMBER anew, of what is known by now, and upload it in the place of the one before.

    Until the 20th of the following month; later only where none of that month was accepted.
    """

    async def work(cx: Context, house: Depository, way: MonthlyReports) -> MonthlyReport:
        fresh = await report_resend(cx, number)
        return await report_advance(cx, way, fresh.id) or fresh

    _print_one(_with_way(settings, work), as_json=as_json)


def _with_way(settings: Settings, work: Callable[[Context, Depository, MonthlyReports], Awaitable[T]]) -> T:
    async def housed(cx: Context, house: Depository) -> T:
        if house.months is None:
            raise Refused("nobody is reported to: set escrow.rri_url")
        return await work(cx, house, house.months)

    return with_house(settings, housed)


def _print_one(report: MonthlyReport, *, as_json: bool) -> None:
    print_data(_row(report), as_json=as_json)
    if report.reason:
        raise Refused(f"the report {report.name} is {report.state}: {report.reason}")


def _row(report: MonthlyReport) -> dict[str, object]:
    return {
        "number": report.id,
        "report": report.name,
        "state": "held up" if report.stopped else report.state,
        "code": report.code,
        "lines": report.lines,
        "retry": report.retry_at.isoformat() if report.retry_at else None,
        "reason": report.reason,
    }
