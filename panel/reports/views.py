"""Monthly reports: the page of one, its file, and what brings one on that waits for people."""

from collections.abc import Awaitable

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.web import house, missing, page, viewer
from panel.reports.lists import shown_state
from registry.actions.report_plan import report_go_on, report_resend
from registry.context import Actor, Context
from registry.errors import ObjectMissing, Refusal
from registry.model.monthly_report import MonthlyReport, cut_off
from registry.store import monthly_reports

blueprint = Blueprint("reports", __name__, url_prefix="/reports", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("report.read")
async def show(number: int) -> ResponseReturnValue:
    return await _page(number)


@blueprint.get("/<int:number>/file")
@permit("report.read")
async def file(number: int) -> ResponseReturnValue:
    """As ICANN gets it."""
    store = house().registry.store
    found = await store.reading(lambda db: monthly_reports.by_id(db, number))
    content = await store.reading(lambda db: monthly_reports.content(db, report_id=number))
    if found is None or content is None:
        return missing()
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return answer


@blueprint.post("/<int:number>/retry")
@permit("report.update")
async def retry(number: int) -> ResponseReturnValue:
    """What held it up is put right."""
    return await _done(number, report_go_on(_operator(), number), "It is tried again within the hour.")


@blueprint.post("/<int:number>/resend")
@permit("report.update")
async def resend(number: int) -> ResponseReturnValue:
    """What it tells was put right, or more is known by now."""
    return await _done(
        number, report_resend(_operator(), number), "The month is reported anew within the hour: this is it."
    )


def _operator() -> Context:
    return house().registry.context("panel", Actor(operator=viewer().login))


async def _done(number: int, work: Awaitable[MonthlyReport], said: str) -> ResponseReturnValue:
    try:
        done = await work
    except ObjectMissing:
        return missing()
    except Refusal as refusal:
        return await _page(number, refusal.reason), 422
    flash(said, "success")
    return redirect(url_for("reports.show", number=done.id))


async def _page(number: int, problem: str = "") -> str:
    found = await house().registry.store.reading(lambda db: monthly_reports.by_id(db, number))
    if found is None:
        return str(missing())
    steps = (
        ("Planned", found.planned_at),
        ("Written", found.written_at),
        ("Uploaded", found.uploaded_at),
        ("Answered", found.answered_at),
    )
    shown = {
        "report": found,
        "steps": steps,
        "problem": problem,
        "state": shown_state(found.state, stopped=found.stopped),
        "last": cut_off(found.month),
        "in_time": house().registry.clock.now() < cut_off(found.month),
        "may": viewer().may("report.update"),
    }
    return str(page("reports/show.html", found.name, (("Monthly reports", url_for("reports.index")),), **shown))
