"""Deposits: the list, the calendar, the page of one, and what brings one on that waits for people."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from functools import partial
from typing import Final

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from panel.deposits.lists import shown_state
from panel.deposits.queries import Mark, marks
from panel.kit.access import permit
from panel.kit.web import house, missing, page, scope, viewer
from registry.actions.deposit_plan import deposit_go_on, deposit_resend
from registry.context import Actor, Context
from registry.errors import ObjectMissing, Refusal
from registry.model.deposit import SUNDAY, Deposit
from registry.store import deposit_standing, deposits

blueprint = Blueprint("deposits", __name__, url_prefix="/deposits", template_folder="templates")

# Days that the calendar looks back: five weeks, the newest first, which is what a phone shows.
_SHOWN: Final = 35


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a TLD in the calendar; `state` is `missing` where there should be a deposit, and empty before the first one."""

    day: date
    state: str
    number: int | None = None


@blueprint.get("/calendar")
@permit("deposit.read")
async def calendar() -> ResponseReturnValue:
    lines, days = await read_calendar()
    return page(
        "deposits/calendar.html",
        "Calendar of deposits",
        (("Deposits", url_for("deposits.index")),),
        days=days,
        lines=lines,
    )


async def read_calendar() -> tuple[list[tuple[str, list[Cell]]], list[date]]:
    """What `calendar_of` gives of what the viewer may see, and the days, the newest first."""
    registry = house().registry
    today = registry.clock.now().astimezone(UTC).date()
    days = [today - timedelta(days=back) for back in range(_SHOWN)]
    own = None if scope().everything else scope().registrar_id
    found = await registry.store.reading(lambda db: marks(db, since=days[-1], registrar_id=own))
    return calendar_of(found, days), days


def calendar_of(found: Sequence[Mark], days: Sequence[date]) -> list[tuple[str, list[Cell]]]:
    """A line for each TLD that has deposits, a cell for each day; another where ICANN gets one every week; and one for each
    registrar."""
    lines: dict[tuple[bool, str, bool], dict[date, Mark]] = {}
    for mark in found:
        lines.setdefault((mark.registrar, mark.subject, mark.weekly), {})[mark.day] = mark
    return [
        (_title(*subject), [_cell(known, day, max(days)) for day in days]) for subject, known in sorted(lines.items())
    ]


def _title(registrar: bool, subject: str, weekly: bool) -> str:
    if registrar:
        return f"Registrar {subject}"
    return f".{subject} for ICANN" if weekly else f".{subject}"


def _cell(known: dict[date, Mark], day: date, today: date) -> Cell:
    mark = known.get(day)
    if mark:
        return Cell(day, shown_state(mark.state, stopped=mark.stopped), mark.number)
    last = known[max(known)]  # what ICANN gets is as of one day of the week, and made on the next
    owed = day >= last.began and (not last.weekly or (day.weekday() == last.day.weekday() and day < today))
    if last.registrar and all(each == last.began or each.weekday() == SUNDAY for each in known):
        owed = owed and day.weekday() == SUNDAY  # as a registrar's schedule may be
    return Cell(day, "missing" if owed else "")


@blueprint.get("/<int:number>")
@permit("deposit.read")
async def show(number: int) -> ResponseReturnValue:
    return await _page(number)


@blueprint.post("/<int:number>/retry")
@permit("deposit.update")
async def retry(number: int) -> ResponseReturnValue:
    """What held it up is put right."""
    return await _done(number, deposit_go_on(_operator(), number), "It is tried again within a minute.")


@blueprint.post("/<int:number>/resend")
@permit("deposit.update")
async def resend(number: int) -> ResponseReturnValue:
    """The agent refused it: the same day is made anew."""
    return await _done(number, deposit_resend(_operator(), number), "The day is made anew within a minute: this is it.")


def _operator() -> Context:
    return house().registry.context("panel", Actor(operator=viewer().login))


async def _done(number: int, work: Awaitable[Deposit], said: str) -> ResponseReturnValue:
    try:
        done = await work
    except ObjectMissing:
        return missing()
    except Refusal as refusal:
        return await _page(number, refusal.reason), 422
    flash(said, "success")
    return redirect(url_for("deposits.show", number=done.id))


async def read_one(number: int) -> Deposit | None:
    """None where the viewer has no such deposit."""
    found = await house().registry.store.reading(lambda db: deposits.by_id(db, number))
    return found if found is not None and scope().admits(found.registrar) else None


async def _page(number: int, problem: str = "") -> str:
    found = await read_one(number)
    if found is None:
        return str(missing())
    steps = (
        ("Planned", found.planned_at),
        ("Sealed", found.sealed_at),
        ("Brought to ICANN" if found.kind == "thin" else "Brought to the agent", found.uploaded_at),
        *((("Reported", found.reported_at), ("Answered", found.answered_at)) if found.is_reported else ()),
    )
    crumbs = (("Deposits", url_for("deposits.index")),)
    shown = {
        "deposit": found,
        "steps": steps,
        "problem": problem,
        "state": shown_state(found.state, stopped=found.stopped),
    }
    if viewer().may("deposit.update"):
        superseded = await house().registry.store.reading(partial(deposit_standing.is_superseded, deposit_id=number))
        shown["way_on"] = _way_on(found, superseded=superseded)
    return str(page("deposits/show.html", found.name, crumbs, **shown))


def _way_on(deposit: Deposit, *, superseded: bool) -> str:
    """What a person can have done with it: the endpoint, or nothing."""
    if deposit.is_over:
        return "" if superseded else "deposits.resend"
    return "deposits.retry" if deposit.stopped or deposit.reason else ""
