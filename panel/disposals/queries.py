"""Taking out of the log of activity what goes by rule; which rows went, and what they said, is the answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.activity.classes import MONEY, WAYS_IN, is_among
from registry.store.sealed import DIGEST_OF_ACTIVITY
from registry.store.sql import Connection, one

# Each row is of one class: what is of money stays so long as money is, whatever else it may be.
_CLASS: Final = f"""CASE WHEN {is_among("x.action", MONEY)} THEN 'money' WHEN {is_among("x.action", WAYS_IN)} THEN 'sign-ins'
    WHEN x.result = 'refused' THEN 'refusals' ELSE 'changes' END"""


@dataclass(frozen=True, slots=True)
class Gone:
    """Numbers in order, digests one after the other, and between which instants they were."""

    ids: list[int]
    digests: bytes
    first_at: datetime | None
    last_at: datetime | None


@one(f"""
    WITH chosen AS (
        SELECT x.at, x.id
          FROM audit.activity x
         WHERE x.at >= coalesce(:since::timestamptz, '-infinity')
           AND x.at < :before
           AND x.id <= :sealed
           AND {_CLASS} = :of
         ORDER BY x.at, x.id
         LIMIT :most
    ),
    gone AS (
        DELETE FROM audit.activity x
         USING chosen c
         WHERE x.at = c.at
           AND x.id = c.id
           AND x.at < :before
     RETURNING x.id, x.at, {DIGEST_OF_ACTIVITY} AS digest
    )
    SELECT coalesce(array_agg(g.id ORDER BY g.id), '{{}}'), coalesce(string_agg(g.digest, ''::bytea ORDER BY g.id), ''),
           min(g.at), max(g.at)
      FROM gone g
""")
async def take_out(
    db: Connection, *, of: str, since: datetime | None, before: datetime, sealed: int, most: int
) -> Gone:
    """The oldest of a class, of those that are sealed."""
