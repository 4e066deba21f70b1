"""Service levels for programs: whether each was kept in a month, and how the doors answered in the last day."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from panel.kit.answers import Answer, Asked
from panel.kit.month_field import InMonth
from panel.service_levels import queries
from panel.service_levels.measures import DOWNTIME
from panel.service_levels.months import of_month
from panel.service_levels.queries import Day, Last
from registry.model.month import Month
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Level:
    """How a level stands: `share` is of a hundred that were answered within `limit` milliseconds, where `demanded` have to be;
    `failed` are minutes without an answer, of which `downtime` are allowed (none: it is not probed)."""

    name: str
    title: str
    number: int
    failed: int
    share: float | None
    demanded: int
    limit: int
    median: float | None
    worst: float | None
    downtime: int | None
    kept: bool


@dataclass(frozen=True, slots=True)
class OfMonth:
    month: str
    levels: list[Level]
    days: list[Day]
    looks: list[Last]


async def _month(asked: Asked) -> OfMonth:
    month, since = asked["month"] or Month.of(asked.situation.now), asked.situation.now - timedelta(days=1)

    async def read(db: Connection) -> tuple[list[Day], list[Last]]:
        days = await queries.days(db, first=month.first_day, last=month.next.first_day)
        return days, await queries.last_looks(db, since=since)

    days, looks = await asked.registry.store.reading(read)
    levels = [
        Level(
            each.name,
            each.measure.title,
            each.number,
            each.failed,
            each.share,
            each.measure.share,
            each.measure.limit,
            each.median,
            each.worst,
            DOWNTIME if each.measure.probed else None,
            each.fits_share and each.fits_downtime,
        )
        for each in of_month(days, month)
    ]
    return OfMonth(str(month), levels, days, looks)


ANSWERS: Final = (
    Answer(
        "service_levels/-/month",
        "Service levels of a month",
        "service-level.read",
        _month,
        OfMonth,
        (InMonth("month", "Month", "This one, where none is named.", required=False),),
        pages=("service_levels.month",),
    ),
)
