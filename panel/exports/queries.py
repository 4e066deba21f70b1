"""What the database remembers of exports."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Asked:
    """An export that was asked for, and by whom as they are now; a blocked account has neither roles nor rights, nor have the
    people of a blocked employer. `of_account`: whose personal data it is a copy of, where it is no list."""

    id: int
    of: str
    query: str
    format: str
    expires_at: datetime
    account_id: int
    login: str
    name: str
    email: str
    parts: list[str]
    registrar_id: int | None
    registrar: str | None
    of_account: int | None
    employer_id: int | None
    employer: str | None
    employers_parts: list[str]


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that can be fetched."""

    id: int
    of: str
    format: str
    octets: int
    ready_at: datetime


@maybe("""
    INSERT INTO panel.export (account_id, list, query, format, state, asked_at, expires_at, of_account)
    SELECT :account_id, :list, :query, :format, 'waiting', :now, :expires_at, :of_account
     WHERE (SELECT count(*) FROM panel.export e
             WHERE e.account_id = :account_id
               AND e.expires_at > :now
               AND e.state <> 'failed') < :most
    RETURNING id
""")
async def add(
    db: Connection,
    *,
    account_id: int,
    list: str,
    query: str,
    format: str,
    now: datetime,
    expires_at: datetime,
    of_account: int | None,
    most: int,
) -> int | None:
    """The new export's number; None when the account has so many already."""


@many("SELECT e.id FROM panel.export e WHERE e.state = 'waiting' AND e.expires_at > :now ORDER BY e.id")
async def waiting(db: Connection, *, now: datetime) -> list[int]: ...


def _parts(account: str) -> str:
    return f"""ARRAY(SELECT g.role FROM iam.account_role g WHERE g.account_id = {account}.id AND {account}.state = 'active'
                  UNION ALL
                 SELECT CASE WHEN g.denied THEN 'deny:' ELSE '' END || g.permission
                   FROM iam.account_right g WHERE g.account_id = {account}.id AND {account}.state = 'active')"""


@maybe(f"""
    SELECT e.id, e.list, e.query, e.format, e.expires_at, a.id, a.login, a.name, a.email, {_parts("a")},
           a.registrar_id, r.handle, e.of_account, o.id, o.login, {_parts("o")}
      FROM panel.export e
      JOIN iam.account a ON a.id = e.account_id
      LEFT JOIN registry.registrar r ON r.id = a.registrar_id
      LEFT JOIN iam.account o ON o.id = a.seller_id AND a.kind = 'employee'
     WHERE e.id = :id
       AND e.state = 'waiting'
       FOR UPDATE OF e SKIP LOCKED
""")
async def claim(db: Connection, *, id: int) -> Asked | None:
    """The export for the transaction that makes it; None when another one does, or did."""


@do("INSERT INTO panel.export_part (export_id, number, octets) VALUES (:export_id, :number, :octets)")
async def add_part(db: Connection, *, export_id: int, number: int, octets: bytes) -> None: ...


@do("""
    UPDATE panel.export
       SET state = 'ready', rows = :rows, octets = :octets, ready_at = :now, expires_at = :expires_at
     WHERE id = :id
""")
async def ready(db: Connection, *, id: int, rows: int, octets: int, now: datetime, expires_at: datetime) -> None: ...


@do("UPDATE panel.export SET state = 'failed', problem = :problem WHERE id = :id AND state = 'waiting'")
async def failed(db: Connection, *, id: int, problem: str) -> None: ...


@maybe("""
    SELECT e.id, e.list, e.format, e.octets, e.ready_at
      FROM panel.export e
     WHERE e.id = :id
       AND e.account_id = :account_id
       AND e.state = 'ready'
       AND e.expires_at > :now
""")
async def of_account(db: Connection, *, id: int, account_id: int, now: datetime) -> Ready | None: ...


@maybe("""
    SELECT e.id, e.list, e.format, e.octets, e.ready_at
      FROM panel.export e
     WHERE e.id = :id
       AND e.of_account = e.account_id
       AND e.state = 'ready'
       AND e.expires_at > :now
""")
async def own_copy(db: Connection, *, id: int, now: datetime) -> Ready | None:
    """A copy that somebody asked for of their own data."""


@maybe("SELECT p.octets FROM panel.export_part p WHERE p.export_id = :export_id AND p.number = :number")
async def part(db: Connection, *, export_id: int, number: int) -> bytes | None: ...


@one("""
    WITH gone AS (DELETE FROM panel.export WHERE expires_at <= :now RETURNING 1)
    SELECT count(*) FROM gone
""")
async def forget(db: Connection, *, now: datetime) -> int: ...
