"""Names that time changes, or has changed before anybody wrote it down: found by the instant at which they are next due."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Due:
    """A name that time changes, or changed, at an instant; with its id it says how far a look has come."""

    at: datetime
    id: int
    name: str


@many("""
    SELECT due.next_due, due.id, due.name
      FROM registry.registrar r
     CROSS JOIN LATERAL (
           SELECT d.next_due, d.id, d.name
             FROM registry.domain d
            WHERE d.registrar_id = r.id
              AND d.next_due <= :now
              AND (d.next_due, d.id) > (:since, :since_id)
            ORDER BY d.next_due, d.id
            LIMIT :most) due
     ORDER BY due.next_due, due.id
     LIMIT :most
""")
async def due(db: Connection, *, now: datetime, since: datetime, since_id: int, most: int) -> list[Due]:
    """Names with due events that are not written yet, the longest overdue first, from a point on."""


@maybe("""
    SELECT r.id
      FROM registry.registrar r
     WHERE r.handle = :registrar
       AND (SELECT min(d.next_due) FROM registry.domain d WHERE d.registrar_id = r.id) <= :now
""")
async def overdue_registrar(db: Connection, *, registrar: str, now: datetime) -> int | None:
    """The registrar's number when due events of its names are not written yet, else None."""


# Each half finds its rows by an index, in its order and no more than are asked for: no belief of the planner's about how many
# are due makes it read the whole table.
@many("""
    SELECT own.name
      FROM ((SELECT next_due, id, name
               FROM registry.domain
              WHERE registrar_id = :registrar_id
                AND next_due <= :now
              ORDER BY next_due
              LIMIT :most)
             UNION
            SELECT d.next_due, d.id, d.name
              FROM registry.transfer x
              JOIN registry.domain d ON d.id = x.domain_id
             WHERE x.gaining_id = :registrar_id
               AND x.status = 'pending'
               AND x.act_by <= :now
               AND d.next_due <= :now) own
     ORDER BY own.next_due, own.id
     LIMIT :most
""")
async def due_of(db: Connection, *, registrar_id: int, now: datetime, most: int) -> list[str]:
    """Names whose due events concern a registrar: its own, and those it is about to gain."""


# Seconds rather than intervals of days: a day is one of 24 hours, whatever the session's time zone.
@do("""
    UPDATE registry.domain d
       SET next_due = reckoned.next_due
      FROM (SELECT each.id,
                   LEAST((SELECT x.act_by FROM registry.transfer x WHERE x.domain_id = each.id AND x.status = 'pending'),
                         CASE WHEN each.renewal = 'never' THEN each.expires_at END,
                         (SELECT min(each.expires_at + make_interval(secs => step.seconds))
                            FROM unnest(:seconds::float8[], :since::timestamptz[], :until::timestamptz[])
                              AS step (seconds, since, until)
                            CROSS JOIN LATERAL
                                 (SELECT each.expires_at + make_interval(secs => LEAST(step.seconds, 0)) AS at) decided
                           WHERE (step.seconds < 0 OR each.renewal = 'auto')
                             AND (step.since IS NULL OR decided.at >= step.since)
                             AND (step.until IS NULL OR decided.at < step.until)
                             AND each.expires_at + make_interval(secs => step.seconds)
                                 > coalesce(each.stepped_at, each.created_at))) AS next_due
              FROM registry.domain each
             WHERE each.tld_id = :tld_id
               AND each.deleted_at IS NULL
               AND each.expires_at > :now) reckoned
     WHERE d.id = reckoned.id
       AND d.next_due <> reckoned.next_due
""")
async def reckon(
    db: Connection,
    *,
    tld_id: int,
    now: datetime,
    seconds: list[float],
    since: list[datetime | None],
    until: list[datetime | None],
) -> None:
    """When time next changes each name of a TLD that has not expired, by steps so many seconds from the expiry.

    A step counts where the instant that decides (its own, or the expiry if that is earlier) lies between `since` and `until`.
    It says in SQL what registry/model/ladder.py says of one name.
    """
