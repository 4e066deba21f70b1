"""Figures of the dashboard; `own` is the registrar whose things count, None: everybody's."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.projection import LIVES, contact_held_by, held_by, host_held_by
from registry.store.sql import Connection, do, many, maybe, one

_OWN_DOMAINS = f"{LIVES} AND (:own::bigint IS NULL OR {held_by(':own', 'd.registrar_id', 'domain_id', 'd.id')})"


@dataclass(frozen=True, slots=True)
class Figures:
    hosts: int
    contacts: int
    registrars: int


@one(f"""
    SELECT (SELECT count(*) FROM registry.host h WHERE :own::bigint IS NULL OR {host_held_by(":own")}),
           (SELECT count(*) FROM registry.contact c WHERE :own::bigint IS NULL OR {contact_held_by(":own")}),
           (SELECT count(*) FROM registry.registrar r WHERE r.state = 'active')
""")
async def figures(db: Connection, *, own: int | None, now: datetime) -> Figures: ...


@dataclass(frozen=True, slots=True)
class Day:
    day: datetime
    creates: int
    renewals: int
    deletes: int


@many("""
    SELECT date_trunc('day', h.at, 'UTC'),
           count(*) FILTER (WHERE h.event = 'create'),
           count(*) FILTER (WHERE h.event IN ('renew', 'autoRenew')),
           count(*) FILTER (WHERE h.event IN ('delete', 'autoDelete'))
      FROM registry.history h
     WHERE h.at >= :since
       AND h.kind = 'domain'
       AND h.event IN ('create', 'renew', 'autoRenew', 'delete', 'autoDelete')
       AND (:own::bigint IS NULL
            OR CASE WHEN h.registrar_id IS NULL THEN h.state ->> 'registrar' = :registrar ELSE h.registrar_id = :own END)
     GROUP BY 1
     ORDER BY 1
""")
async def names_by_day(db: Connection, *, own: int | None, registrar: str | None, since: datetime) -> list[Day]:
    """What became of names each day; what time did to one counts for whoever held it."""


@many("""
    SELECT date_trunc('day', a.created_at, 'UTC'), count(*)
      FROM iam.account a
     WHERE a.sellers @> ARRAY[:root::bigint]
       AND a.kind IN ('client', 'reseller')
       AND a.created_at >= :since
     GROUP BY 1
     ORDER BY 1
""")
async def accounts_by_day(db: Connection, *, root: int, since: datetime) -> list[tuple[datetime, int]]:
    """How many accounts were made each day below the one whose number this is."""


@dataclass(frozen=True, slots=True)
class Hour:
    hour: datetime
    done: int
    refused: int
    failed: int


@many("""
    SELECT date_trunc('hour', c.at, 'UTC'),
           count(*) FILTER (WHERE c.code < 2000),
           count(*) FILTER (WHERE c.code >= 2000 AND c.code NOT IN (2400, 2500)),
           count(*) FILTER (WHERE c.code IN (2400, 2500))
      FROM registry.command c
     WHERE c.at >= :since
       AND (:own::bigint IS NULL OR c.registrar_id = :own)
     GROUP BY 1
     ORDER BY 1
""")
async def commands_by_hour(db: Connection, *, own: int | None, since: datetime) -> list[Hour]: ...


@dataclass(frozen=True, slots=True)
class Booked:
    """`paid_in` is the part of `amount` that is no charge, and no refund of one."""

    currency: str
    balance: int
    day: datetime | None
    amount: int
    paid_in: int


@many("""
    SELECT a.currency, a.balance, date_trunc('day', l.at, 'UTC'), coalesce(sum(l.amount), 0)::bigint,
           coalesce(sum(l.amount) FILTER (WHERE l.kind = 'topUp'), 0)::bigint
      FROM registry.account a
      LEFT JOIN registry.ledger l ON l.registrar_id = a.registrar_id AND l.currency = a.currency AND l.at >= :since
     WHERE a.registrar_id = :own
     GROUP BY 1, 2, 3
     ORDER BY 1, 3 DESC
""")
async def booked_by_day(db: Connection, *, own: int, since: datetime) -> list[Booked]:
    """What each account of a registrar holds, and what was booked on each day; an account without bookings has one row."""


@dataclass(frozen=True, slots=True)
class Charged:
    currency: str
    day: datetime
    amount: int


@many("""
    SELECT l.currency, date_trunc('day', l.at, 'UTC'), (-sum(l.amount))::bigint
      FROM registry.ledger l
     WHERE l.at >= :since
       AND l.kind <> 'topUp'
     GROUP BY 1, 2
     ORDER BY 1, 2
""")
async def charged_by_day(db: Connection, *, since: datetime) -> list[Charged]:
    """What all registrars were charged each day, less what was given back to them."""


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


@dataclass(frozen=True, slots=True)
class Chosen:
    """Names of widgets: those that are shown in their order, and those that somebody wants not to see."""

    shown: list[str]
    hidden: list[str]


@maybe("SELECT b.shown, b.hidden FROM panel.dashboard b WHERE b.account_id = :account_id")
async def chosen(db: Connection, *, account_id: int) -> Chosen | None: ...


@do("""
    INSERT INTO panel.dashboard (account_id, shown, hidden, at) VALUES (:account_id, :shown, :hidden, :at)
        ON CONFLICT (account_id) DO UPDATE SET shown = excluded.shown, hidden = excluded.hidden, at = excluded.at
""")
async def keep_chosen(
    db: Connection, *, account_id: int, shown: list[str], hidden: list[str], at: datetime
) -> None: ...


@do("DELETE FROM panel.dashboard WHERE account_id = :account_id")
async def forget_chosen(db: Connection, *, account_id: int) -> None: ...
