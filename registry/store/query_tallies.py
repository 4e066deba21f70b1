"""How often the public asked: sums by day, TLD, way and kind, to which every process of its door adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from registry.store.sql import Connection, do, many
from registry.tally import Key


@do("""
    INSERT INTO registry.query_tally AS tally (day, tld, way, kind, queries)
    SELECT day, tld, way, kind, queries
      FROM unnest(:days::date[], :tlds::text[], :ways::text[], :kinds::text[], :counts::bigint[])
           AS counted (day, tld, way, kind, queries)
        ON CONFLICT (day, tld, way, kind) DO UPDATE SET queries = tally.queries + excluded.queries
""")
async def _add(
    db: Connection, *, days: list[date], tlds: list[str], ways: list[str], kinds: list[str], counts: list[int]
) -> None: ...


async def add(db: Connection, counts: Mapping[Key, int]) -> None:
    """All processes lock the rows in one order."""
    keys = sorted(counts)
    await _add(
        db,
        days=[day for day, _, _, _ in keys],
        tlds=[tld for _, tld, _, _ in keys],
        ways=[way for _, _, way, _ in keys],
        kinds=[kind for _, _, _, kind in keys],
        counts=[counts[key] for key in keys],
    )


@dataclass(frozen=True, slots=True)
class Tallied:
    """`way` is port43, rdap, web or das; `kind` what the door's metrics call it: domain, search, …"""

    way: str
    kind: str
    queries: int


@many("""
    SELECT way, kind, sum(queries)::bigint
      FROM registry.query_tally
     WHERE tld = :tld
       AND day >= :since
       AND day < :until
     GROUP BY way, kind
     ORDER BY way, kind
""")
async def between(db: Connection, *, tld: str, since: date, until: date) -> list[Tallied]:
    """Of one TLD, or of none of ours (""): who reports of one of several decides whose those are."""
