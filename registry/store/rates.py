"""Rates of registrars, and the buckets of registrars and of places that all processes share."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.rates import Rate, RateClass, Rates
from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class _Row:
    registrar_id: int
    rate_class: RateClass
    per_second: float
    burst: int


@many("SELECT registrar_id, class, per_second, burst FROM registry.rate_limit ORDER BY registrar_id, class")
async def _every(db: Connection) -> list[_Row]: ...


async def every(db: Connection) -> Rates:
    """Every rate there is."""
    found: dict[int, dict[RateClass, Rate]] = {}
    for row in await _every(db):
        found.setdefault(row.registrar_id, {})[row.rate_class] = Rate(row.per_second, row.burst)
    return found


@do("""
    INSERT INTO registry.rate_limit (registrar_id, class, per_second, burst, tokens, counted_at)
    VALUES (:registrar_id, :rate_class, :per_second, :burst::integer, :burst::integer, :now)
        ON CONFLICT (registrar_id, class)
        DO UPDATE SET per_second = excluded.per_second, burst = excluded.burst, tokens = excluded.tokens,
                      counted_at = excluded.counted_at
""")
async def limit(
    db: Connection, *, registrar_id: int, rate_class: str, per_second: float, burst: int, now: datetime
) -> None:
    """The bucket begins full."""


@do("DELETE FROM registry.rate_limit WHERE registrar_id = :registrar_id AND class = :rate_class")
async def lift(db: Connection, *, registrar_id: int, rate_class: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Left:
    """What a registrar may send of a class: its rate, and how many of those at once are left."""

    rate_class: RateClass
    per_second: float
    burst: int
    left: float


@many("""
    SELECT class, per_second, burst,
           least(burst, tokens + per_second * greatest(0, extract(epoch FROM :now - counted_at)))::double precision
      FROM registry.rate_limit
     WHERE registrar_id = :registrar_id
     ORDER BY class
""")
async def left(db: Connection, *, registrar_id: int, now: datetime) -> list[Left]:
    """Less what processes have leased and not spent."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Tokens that are the taker's now, and the part of a token that the bucket still holds when there were none."""

    granted: int
    left: float


@maybe("""
      WITH held AS (
           SELECT registrar_id, class,
                  least(burst, tokens + per_second * greatest(0, extract(epoch FROM :now - counted_at))) AS tokens
             FROM registry.rate_limit
            WHERE registrar_id = :registrar_id
              AND class = :rate_class
              FOR NO KEY UPDATE
           )
    UPDATE registry.rate_limit l
       SET tokens = held.tokens - least(:wanted::integer, floor(held.tokens)),
           counted_at = greatest(l.counted_at, :now)
      FROM held
     WHERE l.registrar_id = held.registrar_id
       AND l.class = held.class
 RETURNING least(:wanted::integer, floor(held.tokens))::integer, l.tokens
""")
async def take(db: Connection, *, registrar_id: int, rate_class: str, wanted: int, now: datetime) -> Taken | None:
    """Up to `wanted` tokens of the bucket as it is at `now`. None when the registrar has no limit there."""


@maybe("""
      WITH held AS (
           SELECT place,
                  least(:burst, tokens + :per_second * greatest(0, extract(epoch FROM :now - counted_at))) AS tokens
             FROM registry.place_bucket
            WHERE place = :place
              FOR NO KEY UPDATE
           )
    UPDATE registry.place_bucket b
       SET tokens = held.tokens - least(:wanted::integer, floor(held.tokens)),
           counted_at = greatest(b.counted_at, :now)
      FROM held
     WHERE b.place = held.place
 RETURNING least(:wanted::integer, floor(held.tokens))::integer, b.tokens
""")
async def take_of(
    db: Connection, *, place: str, per_second: float, burst: float, wanted: int, now: datetime
) -> Taken | None:
    """Up to `wanted` tokens of a place's bucket as it is at `now`. None when the place has none yet."""


@do(
    "INSERT INTO registry.place_bucket (place, tokens, counted_at) VALUES (:place, :burst, :now) ON CONFLICT DO NOTHING"
)
async def begin(db: Connection, *, place: str, burst: float, now: datetime) -> None:
    """A full bucket for a place that has none."""


@one("""
    WITH forgotten AS (DELETE FROM registry.place_bucket WHERE counted_at < :before RETURNING 1)
    SELECT count(*)
      FROM forgotten
""")
async def forget(db: Connection, *, before: datetime) -> int:
    """Remove the buckets that nobody has taken from since; how many those were."""
