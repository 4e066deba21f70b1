"""The list of days: what was measured on each, by what was measured."""

from datetime import datetime
from typing import Final

from panel.kit.filters import Choice, Dates, Equal
from panel.kit.lists import Called, Column, ColumnSet, ListPage, Row
from panel.service_levels.measures import MEASURES
from registry.context import Registry
from registry.store.sql import Connection

_LIMITS: Final = (
    "CASE l.measure " + " ".join(f"WHEN '{name}' THEN {each.share}" for name, each in MEASURES.items()) + " END"
)


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    return [row | ({"measure": MEASURES[row["measure"]].title} if "measure" in row else {}) for row in rows]


LEVELS: Final = ListPage(
    name="service_levels",
    title="Days of service levels",
    lead="What was measured on each day: times are milliseconds.",
    icon="gauge",
    permission="service-level.read",
    source="panel.level_day l",
    key="l.id",
    named=Called(("id",)),
    hidden={"id": "l.id"},
    order="-day",
    columns=(
        Column("day", "Day", "l.day", order="l.id", cell="date", lead=True, descending=True),
        Column("measure", "Measured", "l.measure", order=""),
        Column("number", "Asked", "l.number", order="", cell="number", total="sum(l.number)::bigint"),
        Column("failed", "Not answered", "l.failed", order="", cell="number", total="sum(l.failed)::bigint"),
        Column("within", "In time", "l.within", order="", cell="number"),
        Column("p50", "Half within", "round(l.p50::numeric, 1)", order="", cell="number"),
        Column("p90", "90 of 100", "round(l.p90::numeric, 1)", order="", cell="number", extra=True),
        Column("p95", "95 of 100", "round(l.p95::numeric, 1)", order="", cell="number"),
        Column("p99", "99 of 100", "round(l.p99::numeric, 1)", order="", cell="number", extra=True),
        Column("slowest", "Slowest", "round(l.slowest::numeric, 1)", order="", cell="number"),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("day", "measure", "number", "failed", "within", "p95", "slowest")),
        ColumnSet("times", "Times", ("day", "measure", "number", "p50", "p90", "p95", "p99", "slowest")),
    ),
    filters=(
        Equal("measure", "Measured", "l.measure = ?", options={name: each.title for name, each in MEASURES.items()}),
        Dates("day", "Day", "(l.day::timestamp AT TIME ZONE 'UTC')"),
        Choice(
            "kept",
            "The level",
            {
                "missed": ("Was missed", f"l.within * 100 < (l.number - l.failed) * {_LIMITS}"),
                "away": ("Some were not answered", "l.failed > 0"),
            },
        ),
    ),
    finish=in_words,
    other_views=(("By month", "calendar", "service_levels.month"),),
    empty="Nothing was measured yet.",
)
