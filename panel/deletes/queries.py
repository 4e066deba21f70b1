"""What is counted of deletes, from history, which says who held what."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.add_grace_limit import free_deletes
from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a registrar and a TLD: names `created`, names `deleted` in all, those of them in their add grace period."""

    registrar: str
    tld: str
    created: int
    deleted: int
    in_grace: int

    @property
    def ratio(self) -> float:
        return self.in_grace / self.created if self.created else 0.0

    @property
    def free(self) -> int:
        return free_deletes(self.created, self.in_grace)

    @property
    def beyond(self) -> int:
        return max(0, self.in_grace - self.free)


@many("""
    WITH happened AS (
        SELECT event.tld_id, event.event, event.state IS NULL AS is_gone,
               coalesce(event.state, (SELECT before.state
                                        FROM registry.history before
                                       WHERE before.roid = event.roid
                                         AND before.version < event.version
                                       ORDER BY before.version DESC
                                       LIMIT 1))->>'registrar' AS registrar
          FROM registry.history event
         WHERE event.at >= :first
           AND event.at < :last
           AND event.kind = 'domain'
           AND event.event IN ('create', 'delete')
    )
    SELECT happened.registrar, t.name::text,
           count(*) FILTER (WHERE happened.event = 'create'),
           count(*) FILTER (WHERE happened.event = 'delete'),
           count(*) FILTER (WHERE happened.event = 'delete' AND happened.is_gone)
      FROM happened
      JOIN registry.tld t ON t.id = happened.tld_id
     WHERE :own::text IS NULL OR happened.registrar = :own
     GROUP BY happened.registrar, t.name
     ORDER BY 5 DESC, 1, 2
""")
async def tallies(db: Connection, *, own: str | None, first: datetime, last: datetime) -> list[Tally]:
    """Those with the most deletes in grace first."""
