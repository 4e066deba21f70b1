"""A month of service levels, of its days: whether each level was kept, and pictures of how soon and how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from panel.kit.charts import Bars, Line, Place, every
from panel.kit.formats import figure
from panel.kit.languages import gettext as _
from panel.service_levels.measures import DOWNTIME, MEASURES, Measure
from panel.service_levels.queries import Day
from registry.model.month import Month


@dataclass(frozen=True, slots=True)
class Kept:
    """How a level stands in a month; `share` is of a hundred that were answered, None where nothing was; `worst` the highest of
    the days' p95."""

    name: str
    measure: Measure
    number: int
    failed: int
    share: float | None
    median: float | None
    worst: float | None
    soon: Line
    away: Bars | None

    @property
    def fits_share(self) -> bool:
        return self.share is None or self.share >= self.measure.share

    @property
    def fits_downtime(self) -> bool:
        return not self.measure.probed or self.failed <= DOWNTIME


def of_month(days: Sequence[Day], month: Month) -> list[Kept]:
    """Of what was measured at all."""
    found = []
    for name, measure in MEASURES.items():
        own = {each.day: each for each in days if each.measure == name}
        if own:
            found.append(_kept(name, measure, own, month))
    return found


def _kept(name: str, measure: Measure, own: Mapping[date, Day], month: Month) -> Kept:
    number, failed = sum(each.number for each in own.values()), sum(each.failed for each in own.values())
    within, answered = sum(each.within for each in own.values()), number - failed
    medians = sorted(each.p50 for each in own.values() if each.p50 is not None)
    worst = max((each.p95 for each in own.values() if each.p95 is not None), default=None)
    return Kept(
        name,
        measure,
        number,
        failed,
        100 * within / answered if answered else None,
        medians[len(medians) // 2] if medians else None,
        worst,
        Line(
            _("Milliseconds within which 95 of 100 were answered, at most %s") % figure(round(worst or 0)),
            _("Day"),
            (("create", _("ms")),),
            _places(own, month, "p95"),
        ),
        Bars(
            _("Minutes without an answer: %s") % figure(failed),
            _("Day"),
            (("refused", _("minutes without an answer")),),
            _places(own, month, "failed"),
        )
        if measure.probed
        else None,
    )


def _places(own: Mapping[date, Day], month: Month, what: str) -> tuple[Place, ...]:
    first = month.first_day
    days = [first + timedelta(days=number) for number in range((month.next.first_day - first).days)]
    shorts = every(7, [f"{each.day}" for each in days])
    return tuple(
        Place(f"{each:%Y-%m-%d}", short, (round(getattr(own[each], what) or 0) if each in own else 0,))
        for each, short in zip(days, shorts, strict=True)
    )
