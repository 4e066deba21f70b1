"""What was measured: a row for each minute and door, then one for each day and measure."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.store.sql import Connection, do, many


@do("""
    INSERT INTO panel.probe (at, door, milliseconds, problem)
    SELECT :at, p.door, p.milliseconds, p.problem
      FROM unnest(:doors::text[], :milliseconds::real[], :problems::text[]) AS p (door, milliseconds, problem)
        ON CONFLICT DO NOTHING
""")
async def keep_probes(
    db: Connection, *, at: datetime, doors: list[str], milliseconds: list[float | None], problems: list[str | None]
) -> None:
    """Of a minute that has some already, those stay."""


@do("""
    INSERT INTO panel.level_day AS l (day, measure, number, failed, within, p50, p90, p95, p99, slowest)
    SELECT :day, p.door, count(*), count(*) FILTER (WHERE p.milliseconds IS NULL),
           count(*) FILTER (WHERE p.milliseconds <= m.most),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY p.milliseconds),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY p.milliseconds),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY p.milliseconds),
           percentile_cont(0.99) WITHIN GROUP (ORDER BY p.milliseconds),
           max(p.milliseconds)
      FROM panel.probe p
      JOIN unnest(:measures::text[], :limits::real[]) AS m (measure, most) ON m.measure = p.door
     WHERE p.at >= :first
       AND p.at < :last
     GROUP BY p.door
        ON CONFLICT (day, measure)
        DO UPDATE SET number = excluded.number, failed = excluded.failed, within = excluded.within, p50 = excluded.p50,
                      p90 = excluded.p90, p95 = excluded.p95, p99 = excluded.p99, slowest = excluded.slowest
""")
async def reckon_probes(
    db: Connection, *, day: date, first: datetime, last: datetime, measures: list[str], limits: list[float]
) -> None:
    """A day of all doors, anew from what is kept of it."""


@do("""
    WITH asked AS (
        SELECT CASE WHEN c.verb IN ('login', 'logout', 'hello') THEN 'epp-session'
                    WHEN c.verb IN ('check', 'info', 'poll') THEN 'epp-query'
                    ELSE 'epp-transform'
               END AS measure,
               c.milliseconds, c.code IN (2400, 2500) AS failed
          FROM registry.command c
         WHERE c.at >= :first
           AND c.at < :last
           AND c.door = 'epp'
           AND c.verb <> 'unknown'
    )
    INSERT INTO panel.level_day AS l (day, measure, number, failed, within, p50, p90, p95, p99, slowest)
    SELECT :day, a.measure, count(*), count(*) FILTER (WHERE a.failed),
           count(*) FILTER (WHERE NOT a.failed AND a.milliseconds <= m.most),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY a.milliseconds),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY a.milliseconds),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY a.milliseconds),
           percentile_cont(0.99) WITHIN GROUP (ORDER BY a.milliseconds),
           max(a.milliseconds)
      FROM asked a
      JOIN unnest(:measures::text[], :limits::real[]) AS m (measure, most) ON m.measure = a.measure
     GROUP BY a.measure
        ON CONFLICT (day, measure)
        DO UPDATE SET number = excluded.number, failed = excluded.failed, within = excluded.within, p50 = excluded.p50,
                      p90 = excluded.p90, p95 = excluded.p95, p99 = excluded.p99, slowest = excluded.slowest
""")
async def reckon_commands(
    db: Connection, *, day: date, first: datetime, last: datetime, measures: list[str], limits: list[float]
) -> None:
    """A day of what EPP was asked, anew from the log of commands."""


@do("DELETE FROM panel.probe WHERE at < :before")
async def forget_probes(db: Connection, *, before: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Day:
    """The quantiles are milliseconds; None: nothing was answered."""

    day: date
    measure: str
    number: int
    failed: int
    within: int
    p50: float | None
    p90: float | None
    p95: float | None
    p99: float | None
    slowest: float | None


@many("""
    SELECT l.day, l.measure, l.number, l.failed, l.within, l.p50, l.p90, l.p95, l.p99, l.slowest
      FROM panel.level_day l
     WHERE l.day >= :first
       AND l.day < :last
     ORDER BY l.day
""")
async def days(db: Connection, *, first: date, last: date) -> list[Day]: ...


@dataclass(frozen=True, slots=True)
class Last:
    """The last look at a door, and what was last wrong with it since `since`."""

    door: str
    at: datetime
    milliseconds: float | None
    problem: str | None
    failed: int


@many("""
    SELECT DISTINCT ON (p.door) p.door, p.at, p.milliseconds, p.problem,
           (count(*) FILTER (WHERE p.problem IS NOT NULL) OVER (PARTITION BY p.door))
      FROM panel.probe p
     WHERE p.at >= :since
     ORDER BY p.door, p.at DESC
""")
async def last_looks(db: Connection, *, since: datetime) -> list[Last]: ...
