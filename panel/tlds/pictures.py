"""The launch of a TLD as a picture: a lane for each phase and each step of early access, on one stretch of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from panel.kit.formats import amount, moment
from registry.model.policy import Rules

_MARGIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Lane:
    """Percent from the left and of the width; `when` says the same in words."""

    title: str
    tone: str
    left: float
    width: float
    is_on: bool
    when: str


@dataclass(frozen=True, slots=True)
class Launch:
    """`today` is where now stands, in percent."""

    lanes: tuple[Lane, ...]
    begins: datetime
    ends: datetime
    today: float


def launch(rules: Rules, now: datetime) -> Launch | None:
    """Nothing, where a TLD is simply open."""
    if not rules.phases and not rules.early_access:
        return None
    stretches = list(_stretches(rules))
    known = [now, *(each for _, _, *ends in stretches for each in ends if each)]
    begins, ends = min(known) - _MARGIN, max(known) + _MARGIN

    def place(instant: datetime) -> float:
        return round((instant - begins) / (ends - begins) * 100, 2)

    lanes = []
    for title, tone, since, until in stretches:
        left, right = place(since or begins), place(until or ends)
        is_on = (since is None or since <= now) and (until is None or now < until)
        lanes.append(Lane(title, tone, left, round(right - left, 2), is_on, _when(since, until)))
    return Launch(tuple(lanes), begins, ends, place(now))


def _stretches(rules: Rules) -> Iterator[tuple[str, str, datetime | None, datetime | None]]:
    for phase in rules.phases:
        tone = "orange" if phase.takes_applications else "green"
        yield " · ".join(filter(None, (phase.name, phase.subphase))), tone, phase.valid_from, phase.valid_to
    before: datetime | None = None
    for step in sorted(rules.early_access, key=lambda each: each.valid_to):
        yield f"early access, {amount(step.amount, step.currency)} more", "blue", before, step.valid_to
        before = step.valid_to


def _when(since: datetime | None, until: datetime | None) -> str:
    said = (f"from {moment(since)}" if since else "", f"to {moment(until)}" if until else "")
    return " ".join(filter(None, said)) or "for good"
