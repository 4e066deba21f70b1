"""Queries about logs and their seals. The digest of a row is made of its columns by name, in a form that no setting changes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from registry.model.sealing import Anchor, Seal
from registry.store.sql import Connection, do, many, maybe, one
from registry.store.tailing import ACTIVITY, AMENDMENTS, COMMANDS, DISPOSALS, HISTORY, Growing

# The only table whose rows are changed, and disposed of, by right.
ACTIVITIES: Final = "audit.activity"

# Instants are written in UTC whatever the session's zone is; jsonb has one way to write each value.
# Rows of before there were requests are written as they were then.
_ACTIVITY: Final = """jsonb_build_array(CASE WHEN x.request IS NULL THEN 'activity 1' ELSE 'activity 2' END, x.id,
    x.at AT TIME ZONE 'UTC', x.door, x.action, x.result, x.actor, x.actor_id, x.account, x.account_id, x.registrar_id,
    text(x.address), x.user_agent, x.reason, x.detail, x.object, x.name, x.behind, x.behind_id)
    || CASE WHEN x.request IS NULL THEN '[]' ELSE jsonb_build_array(x.request) END"""
_COMMAND: Final = """jsonb_build_array('command 1', x.id, x.at AT TIME ZONE 'UTC', x.svtrid, x.cltrid, x.door, x.registrar_id,
    x.operator, text(x.address), x.session_id, x.verb, x.object, x.name, x.code,
    encode(float4send(x.milliseconds), 'hex'), x.frame)"""
_HISTORY: Final = """jsonb_build_array('history 1', x.id, x.at AT TIME ZONE 'UTC', x.kind, x.roid, x.name, x.tld_id, x.version,
    x.event, x.registrar_id, x.operator, x.door, x.cltrid, x.svtrid, x.policy_id, x.state, x.reason)"""
_AMENDMENT: Final = """jsonb_build_array('amendment 1', x.id, x.log, x.row_id, encode(x.before, 'hex'), encode(x.after, 'hex'),
    x.at AT TIME ZONE 'UTC', x.why)"""
_DISPOSAL: Final = """jsonb_build_array('disposal 1', x.id, x.class, x.days, x.before AT TIME ZONE 'UTC', x.ids, x.rows,
    x.first_id, x.last_id, x.first_at AT TIME ZONE 'UTC', x.last_at AT TIME ZONE 'UTC',
    encode(x.digest, 'hex'), x.at AT TIME ZONE 'UTC')"""


def _digest(written: str) -> str:
    return f"sha256(convert_to(({written})::text, 'UTF8'))"


# Of a row `x` of activity.
DIGEST_OF_ACTIVITY: Final = _digest(_ACTIVITY)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a log as they are: their numbers in order, and their digests one after the other."""

    ids: list[int]
    digests: bytes
    first_at: datetime | None
    last_at: datetime | None


def _rows(table: str, written: str) -> str:
    return f"""
    SELECT coalesce(array_agg(x.id ORDER BY x.id), '{{}}'),
           coalesce(string_agg({_digest(written)}, ''::bytea ORDER BY x.id), ''), min(x.at), max(x.at)
      FROM {table} x
     WHERE x.id > :after
       AND x.id <= :upto
"""


@one(_rows("audit.activity", _ACTIVITY))
async def activities(db: Connection, *, after: int, upto: int) -> Rows: ...


@one(_rows("registry.command", _COMMAND))
async def commands(db: Connection, *, after: int, upto: int) -> Rows: ...


@one(_rows("registry.history", _HISTORY))
async def versions(db: Connection, *, after: int, upto: int) -> Rows: ...


@one(_rows("audit.amendment", _AMENDMENT))
async def amendments(db: Connection, *, after: int, upto: int) -> Rows: ...


@one(_rows("audit.disposal", _DISPOSAL))
async def disposals(db: Connection, *, after: int, upto: int) -> Rows: ...


@dataclass(frozen=True, slots=True)
class Log:
    """A log that is sealed: `read` gives its rows after a number up to another; `parted`: it has a partition for each month."""

    name: str
    growing: Growing
    read: Callable[..., Awaitable[Rows]]
    parted: bool = True


LOGS: Final[tuple[Log, ...]] = (
    Log("activity", ACTIVITY, activities),
    Log("command", COMMANDS, commands),
    Log("history", HISTORY, versions),
    Log("amendment", AMENDMENTS, amendments, parted=False),
    Log("disposal", DISPOSALS, disposals, parted=False),
)

_SEAL: Final = """
    SELECT s.log, s.number, s.after_id, s.upto_id, s.ids, s.digests, s.first_at, s.last_at, s.sealed_at, s.previous, s.head
      FROM audit.seal s
     WHERE s.log = :log
"""


@maybe(f"{_SEAL} ORDER BY s.number DESC LIMIT 1")
async def last_seal(db: Connection, *, log: str) -> Seal | None: ...


@maybe(f"{_SEAL} AND s.number > :after ORDER BY s.number LIMIT 1")
async def next_seal(db: Connection, *, log: str, after: int) -> Seal | None: ...


@do("""
    INSERT INTO audit.seal (log, number, after_id, upto_id, ids, digests, first_at, last_at, sealed_at, previous, head)
    VALUES (:log, :number, :after_id, :upto_id, :ids, :digests, :first_at, :last_at, :sealed_at, :previous, :head)
""")
async def add_seal(
    db: Connection,
    *,
    log: str,
    number: int,
    after_id: int,
    upto_id: int,
    ids: list[int],
    digests: bytes,
    first_at: datetime | None,
    last_at: datetime | None,
    sealed_at: datetime,
    previous: bytes,
    head: bytes,
) -> None: ...


@one("SELECT coalesce(sum(cardinality(s.ids)), 0)::bigint FROM audit.seal s")
async def sealed_rows(db: Connection) -> int: ...


@dataclass(frozen=True, slots=True)
class Amended:
    row_id: int
    before: bytes
    after: bytes | None


@many("""
    SELECT m.row_id, m.before, m.after
      FROM audit.amendment m
     WHERE m.log = :log
       AND m.row_id > :after
       AND m.row_id <= :upto
     ORDER BY m.id
""")
async def amended(db: Connection, *, log: str, after: int, upto: int) -> list[Amended]: ...


@dataclass(frozen=True, slots=True)
class _Anchored:
    number: int
    at: datetime
    heads: Mapping[str, Any]
    hash: bytes

    def anchor(self) -> Anchor:
        return Anchor(self.number, self.at, {log: (each[0], each[1]) for log, each in self.heads.items()}, self.hash)


@maybe("SELECT a.number, a.at, a.heads, a.hash FROM audit.anchor a ORDER BY a.number DESC LIMIT 1")
async def _last_anchor(db: Connection) -> _Anchored | None: ...


async def last_anchor(db: Connection) -> Anchor | None:
    found = await _last_anchor(db)
    return found.anchor() if found else None


@maybe("SELECT a.number, a.at, a.heads, a.hash FROM audit.anchor a WHERE a.number > :after ORDER BY a.number LIMIT 1")
async def _next_anchor(db: Connection, *, after: int) -> _Anchored | None: ...


async def next_anchor(db: Connection, after: int) -> Anchor | None:
    found = await _next_anchor(db, after=after)
    return found.anchor() if found else None


@do("INSERT INTO audit.anchor (number, at, heads, hash) VALUES (:number, :at, :heads, :hash)")
async def add_anchor(
    db: Connection, *, number: int, at: datetime, heads: Mapping[str, tuple[int, str]], hash: bytes
) -> None: ...


@maybe("SELECT s.head FROM audit.seal s WHERE s.log = :log AND s.number = :number")
async def head(db: Connection, *, log: str, number: int) -> bytes | None: ...


async def before_amending(db: Connection, whose: str, values: list[object], at: datetime, why: str) -> None:
    """Note what the digests of activity are that is to be changed by right: rows `x` where `whose` holds for the values."""
    when, reason = f"${len(values) + 1}::timestamptz", f"${len(values) + 2}::text"
    await db.execute(
        f"""INSERT INTO audit.amendment (log, row_id, before, at, why)
            SELECT 'activity', x.id, {_digest(_ACTIVITY)}, {when}, {reason} FROM audit.activity x WHERE {whose}""",
        *values,
        at,
        why,
    )


@do(f"""
    WITH known AS (
        UPDATE audit.amendment m
           SET after = {_digest(_ACTIVITY)}
          FROM audit.activity x
         WHERE m.after IS NULL AND m.log = 'activity' AND x.id = m.row_id
     RETURNING m.id
    )
    SELECT count(*) FROM known
""")
async def after_amending(db: Connection) -> None:
    """And what they are now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """When the last seal and the last anchor were made."""

    sealed_at: datetime | None
    anchored_at: datetime | None


@one("SELECT (SELECT max(s.sealed_at) FROM audit.seal s), (SELECT max(a.at) FROM audit.anchor a)")
async def standing(db: Connection) -> Standing: ...
