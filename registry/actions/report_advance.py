"""Bringing a monthly report on its way: written, uploaded, known to have arrived.

Each step is done and then written down, and may be done again: the same file once more is no harm. One process at a time works on
a report, and its death lets go of it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from registry.actions.report_plan import held
from registry.context import Context
from registry.depository import DepositoryDeclines, DepositorySilent, MonthlyReports, ReportRefused
from registry.model.deposit import pause_after
from registry.model.monthly_report import ASKED_EVERY, NEXT, UNKNOWN, MonthlyReport, ReportState
from registry.store import monthly_reports
from registry.store.sql import Connection

log = logging.getLogger(__name__)

# A step does what it does and says whether the report has come on.
_Step = Callable[[Context, MonthlyReports, MonthlyReport], Awaitable[bool]]


async def report_advance(cx: Context, way: MonthlyReports, report_id: int) -> MonthlyReport | None:
    """As far as it goes now; how it then stands, or None while another process works on it.

    What stands in the way is written beside it: silence is tried again later, the rest waits for people.
    """

    async def alone(db: Connection) -> MonthlyReport | None:
        if not await monthly_reports.alone(db, report_id=report_id):
            return None
        while await _comes_on(cx, way, await _look(cx, report_id)):
            pass
        return await _look(cx, report_id)

    return await cx.registry.store.transaction(alone)


async def _look(cx: Context, report_id: int) -> MonthlyReport:
    return await cx.registry.store.reading(lambda db: held(db, report_id))


async def _comes_on(cx: Context, way: MonthlyReports, report: MonthlyReport) -> bool:
    step = _STEPS.get(report.state)
    if step is None or report.stopped:
        return False
    fresh = cx.registry.context(cx.door, cx.actor)
    try:
        return await step(fresh, way, report)
    except ReportRefused as refusal:
        await _refused(fresh, report, refusal)
    except DepositorySilent as silence:
        await _fail(fresh, report, str(silence), stopped=False)
    except DepositoryDeclines as refusal:
        log.error("the report %s waits for people: %s", report.name, refusal)
        await _fail(fresh, report, str(refusal), stopped=True)
    except Exception as error:
        await _fail(fresh, report, f"{type(error).__name__}: {error}", stopped=False)
        raise
    return False


async def _make(cx: Context, way: MonthlyReports, report: MonthlyReport) -> bool:
    content = await way.write(report)
    done = await cx.registry.store.transaction(
        lambda db: monthly_reports.write(
            db, report_id=report.id, content=content, lines=content.count(b"\n"), at=cx.registry.clock.now()
        )
    )
    return done is not None


async def _upload(cx: Context, way: MonthlyReports, report: MonthlyReport) -> bool:
    content = await cx.registry.store.reading(lambda db: monthly_reports.content(db, report_id=report.id))
    assert content is not None  # it is written
    taken = await way.upload(report, content)
    return await _write(cx, report, "uploaded", taken.code, taken.answer)


async def _ask(cx: Context, way: MonthlyReports, report: MonthlyReport) -> bool:
    if await way.knows(report):
        return await _write(cx, report, "accepted")
    assert report.uploaded_at
    if cx.now - report.uploaded_at >= UNKNOWN:
        log.error("the interface took the report %s and does not know of it: it is uploaded again", report.name)
        return await _write(cx, report, "written")
    retry_at = cx.registry.clock.now() + ASKED_EVERY
    await cx.registry.store.transaction(lambda db: monthly_reports.wait(db, report_id=report.id, retry_at=retry_at))
    return False


_STEPS: Final[Mapping[ReportState, _Step]] = {"planned": _make, "written": _upload, "uploaded": _ask}


async def _write(
    cx: Context, report: MonthlyReport, state: ReportState, code: int | None = None, answer: str | None = None
) -> bool:
    """Whether the report was still in the state that it was seen in, and is in the next one."""
    assert state in NEXT[report.state]
    at = cx.registry.clock.now()
    done = await cx.registry.store.transaction(
        lambda db: monthly_reports.step(
            db, report_id=report.id, was=report.state, state=state, code=code, answer=answer, at=at
        )
    )
    if done is not None:
        log.info("the report %s is %s", report.name, state)
    return done is not None


async def _refused(cx: Context, report: MonthlyReport, refusal: ReportRefused) -> None:
    log.error("ICANN refuses the report %s: %s", report.name, refusal)
    await cx.registry.store.transaction(
        lambda db: monthly_reports.refuse(
            db,
            report_id=report.id,
            code=refusal.code,
            reason=str(refusal)[:2000],
            answer=refusal.answer,
            at=cx.registry.clock.now(),
        )
    )


async def _fail(cx: Context, report: MonthlyReport, reason: str, *, stopped: bool) -> None:
    retry_at = None if stopped else cx.registry.clock.now() + pause_after(report.attempts + 1)
    if not stopped:
        log.warning("the report %s is tried again at %s: %s", report.name, retry_at, reason)
    await cx.registry.store.transaction(
        lambda db: monthly_reports.fail(
            db, report_id=report.id, reason=reason[:2000], retry_at=retry_at, stopped=stopped
        )
    )
