"""Figures of the dashboard; `own` is the registrar whose things count, None: everybody's."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.projection import LIVES, STATES, contact_held_by, held_by, host_held_by
from registry.store.sql import Connection, many, one

_OWN_DOMAINS = f"{LIVES} AND (:own::bigint IS NULL OR {held_by(':own', 'd.registrar_id', 'domain_id', 'd.id')})"


@dataclass(frozen=True, slots=True)
class Figures:
    hosts: int
    contacts: int
    registrars: int
    expiring: int
    redemption: int
    transfers: int
    messages: int
    short: int
    topups: int


@one(f"""
    SELECT (SELECT count(*) FROM registry.host h WHERE :own::bigint IS NULL OR {host_held_by(":own")}),
           (SELECT count(*) FROM registry.contact c WHERE :own::bigint IS NULL OR {contact_held_by(":own")}),
           (SELECT count(*) FROM registry.registrar r WHERE r.state = 'active'),
           (SELECT count(*)
              FROM registry.domain d
             WHERE d.next_due <= :soon
               AND d.deleted_at IS NULL
               AND d.expires_at BETWEEN :now AND :soon
               AND {_OWN_DOMAINS}),
           (SELECT count(*) FROM registry.domain d WHERE {STATES["redemptionPeriod"][1]} AND {_OWN_DOMAINS}),
           (SELECT count(*)
              FROM registry.transfer x
             WHERE x.status = 'pending'
               AND x.act_by > :now
               AND (:own::bigint IS NULL OR :own IN (x.gaining_id, x.losing_id))),
           (SELECT count(*)
              FROM registry.poll_message m
             WHERE m.acked_at IS NULL
               AND m.available_at <= :now
               AND (:own::bigint IS NULL OR m.registrar_id = :own)),
           (SELECT count(*)
              FROM registry.account a
             WHERE a.balance < a.low_balance
               AND (:own::bigint IS NULL OR a.registrar_id = :own)),
           (SELECT count(*) FROM registry.topup u WHERE u.status = 'proposed')
""")
async def figures(db: Connection, *, own: int | None, now: datetime, soon: datetime) -> Figures: ...


@dataclass(frozen=True, slots=True)
class Day:
    day: datetime
    creates: int
    others: int
    refused: int


@many("""
    SELECT date_trunc('day', c.at, 'UTC'),
           count(*) FILTER (WHERE c.verb = 'create' AND c.code < 2000),
           count(*) FILTER (WHERE c.verb <> 'create' AND c.code < 2000),
           count(*) FILTER (WHERE c.code >= 2000)
      FROM registry.command c
     WHERE c.at >= :since
       AND (:own::bigint IS NULL OR c.registrar_id = :own)
     GROUP BY 1
     ORDER BY 1
""")
async def by_day(db: Connection, *, own: int | None, since: datetime) -> list[Day]: ...


@dataclass(frozen=True, slots=True)
class Recent:
    at: datetime
    svtrid: str
    by: str | None
    verb: str
    object: str | None
    name: str | None
    code: int


@many("""
    SELECT c.at, c.svtrid, coalesce(r.handle, c.operator), c.verb, c.object, c.name, c.code
      FROM registry.command c
      LEFT JOIN registry.registrar r ON r.id = c.registrar_id
     WHERE c.verb IN ('create', 'update', 'delete', 'renew', 'transfer', 'restore')
       AND c.at > :since
       AND (:own::bigint IS NULL OR c.registrar_id = :own)
     ORDER BY c.at DESC, c.id DESC
     LIMIT 8
""")
async def recent(db: Connection, *, own: int | None, since: datetime) -> list[Recent]: ...


@dataclass(frozen=True, slots=True)
class Share:
    tld: str
    number: int


@many(f"""
    SELECT t.name, coalesce(held.number, 0)
      FROM registry.tld t
      LEFT JOIN (SELECT d.tld_id, count(*) AS number
                   FROM registry.domain d
                  WHERE {_OWN_DOMAINS}
                  GROUP BY d.tld_id) held ON held.tld_id = t.id
     ORDER BY 2 DESC, 1
""")
async def by_tld(db: Connection, *, own: int | None, now: datetime) -> list[Share]:
    """How many names each TLD has, the largest first."""
