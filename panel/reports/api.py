"""Monthly reports for programs: how far one has come, its file, and what brings it on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response

from panel.kit.answers import Answer, Asked, Errand, NotThere, handed
from panel.kit.deeds import Made
from registry.actions.report_plan import report_go_on, report_resend
from registry.context import Actor, Context
from registry.model.monthly_report import MonthlyReport, cut_off
from registry.store import monthly_reports


@dataclass(frozen=True, slots=True)
class Progress:
    """`stopped`: it waits for people, who see to `reason`; `code` and `answer` are what ICANN's interface said last."""

    name: str
    tld: str
    month: str
    kind: str
    revision: int
    state: str
    reason: str | None
    stopped: bool
    retry: datetime | None
    lines: int | None
    code: int | None
    answer: str | None
    in_time_until: datetime
    planned: datetime
    written: datetime | None
    uploaded: datetime | None
    answered: datetime | None


async def _found(asked: Asked) -> MonthlyReport:
    number = int(asked.key)
    found = await asked.registry.store.reading(lambda db: monthly_reports.by_id(db, number))
    if found is None:
        raise NotThere
    return found


async def _progress(asked: Asked) -> Progress:
    found = await _found(asked)
    return Progress(
        found.name,
        found.tld,
        str(found.month),
        found.kind,
        found.revision,
        found.state,
        found.reason,
        found.stopped,
        found.retry_at,
        found.lines,
        found.code,
        found.answer,
        cut_off(found.month),
        found.planned_at,
        found.written_at,
        found.uploaded_at,
        found.answered_at,
    )


async def _file(asked: Asked) -> Response:
    found = await _found(asked)
    content = await asked.registry.store.reading(lambda db: monthly_reports.content(db, report_id=found.id))
    if content is None:
        raise NotThere
    return handed(content, "text/csv", found.file_name)


def _bring_on(
    verb: str, title: str, work: Callable[[Context, int], Awaitable[MonthlyReport]], said: str, lead: str
) -> Errand:
    async def act(asked: Asked) -> str:
        cx = asked.registry.context("panel", Actor(operator=asked.viewer.login))
        done = await work(cx, int(asked.key))
        return Made.of(said, str(done.id))

    at = f"reports/<int:key>/{verb}"
    return Errand(at, title, "report.update", act, (), lead, PROGRESS, pages=(f"reports.{verb}",))


PROGRESS: Final = Answer(
    "reports/<int:key>/progress", "How far it has come", "report.read", _progress, Progress, pages=("reports.show",)
)
ANSWERS: Final = (
    PROGRESS,
    Answer(
        "reports/<int:key>/file",
        "The file, as ICANN gets it",
        "report.read",
        _file,
        media="text/csv",
        pages=("reports.file",),
    ),
)
ERRANDS: Final = (
    _bring_on(
        "retry",
        "Try again now",
        report_go_on,
        "It is tried again within the hour.",
        "When what holds it up is put right, it need not wait any longer.",
    ),
    _bring_on(
        "resend",
        "Send it anew",
        report_resend,
        "The month is reported anew within the hour.",
        "It is written again, of what is known by now, and takes the place of this one.",
    ),
)
