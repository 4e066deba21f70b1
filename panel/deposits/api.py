"""Deposits for programs: on which days there was none, how far one has come, and what brings one on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from panel.deposits.views import read_calendar, read_one
from panel.kit.answers import Answer, Asked, Errand, NotThere
from panel.kit.deeds import Made
from registry.actions.deposit_plan import deposit_go_on, deposit_resend
from registry.context import Actor, Context
from registry.model.deposit import Deposit


@dataclass(frozen=True, slots=True)
class OfDay:
    """`state` is `missing` where there should be a deposit, and empty where there need be none."""

    day: date
    state: str
    deposit: int | None


@dataclass(frozen=True, slots=True)
class OfSubject:
    """The days of a TLD, of what ICANN gets of it, or of a registrar; the newest first."""

    subject: str
    days: list[OfDay]


async def _calendar(asked: Asked) -> list[OfSubject]:
    lines, _ = await read_calendar()
    return [
        OfSubject(subject, [OfDay(each.day, each.state, each.number) for each in cells]) for subject, cells in lines
    ]


@dataclass(frozen=True, slots=True)
class OfFile:
    name: str
    octets: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`stopped`: it waits for people, who see to `reason`; `counts` are of objects by namespace."""

    name: str
    kind: str
    day: date
    revision: int
    state: str
    reason: str | None
    stopped: bool
    retry: datetime | None
    deposit: str | None
    watermark: datetime | None
    counts: Mapping[str, int]
    files: list[OfFile]
    planned: datetime
    sealed: datetime | None
    uploaded: datetime | None
    reported: datetime | None
    answered: datetime | None


async def _progress(asked: Asked) -> Progress:
    found = await read_one(int(asked.key))
    if found is None:
        raise NotThere
    return Progress(
        found.name,
        found.kind,
        found.day,
        found.revision,
        found.state,
        found.reason,
        found.stopped,
        found.retry_at,
        found.deposit_id,
        found.watermark,
        found.counts,
        [OfFile(each.name, each.size, each.sha256) for each in found.files],
        found.planned_at,
        found.sealed_at,
        found.uploaded_at,
        found.reported_at,
        found.answered_at,
    )


def _bring_on(
    verb: str, title: str, work: Callable[[Context, int], Awaitable[Deposit]], said: str, lead: str
) -> Errand:
    async def act(asked: Asked) -> str:
        cx = asked.registry.context("panel", Actor(operator=asked.viewer.login))
        done = await work(cx, int(asked.key))
        return Made.of(said, str(done.id))

    at = f"deposits/<int:key>/{verb}"
    return Errand(at, title, "deposit.update", act, (), lead, PROGRESS, pages=(f"deposits.{verb}",))


PROGRESS: Final = Answer(
    "deposits/<int:key>/progress", "How far it has come", "deposit.read", _progress, Progress, pages=("deposits.show",)
)
ANSWERS: Final = (
    Answer(
        "deposits/-/calendar",
        "Calendar of deposits",
        "deposit.read",
        _calendar,
        list[OfSubject],
        pages=("deposits.calendar",),
    ),
    PROGRESS,
)
ERRANDS: Final = (
    _bring_on(
        "retry",
        "Try again now",
        deposit_go_on,
        "It is tried again within a minute.",
        "When what holds it up is put right, it need not wait any longer.",
    ),
    _bring_on(
        "resend",
        "Send it anew",
        deposit_resend,
        "The day is made anew within a minute.",
        "The same day is made anew as the next revision, which the answer names.",
    ),
)
