"""Deposits on their way to the escrow agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from registry.model.deposit import Deposit, DepositKind, DepositState, SealedFile
from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    tld_id: int | None
    tld: str | None
    registrar_id: int | None
    registrar: str | None
    kind: DepositKind
    day: date
    revision: int
    state: DepositState
    reason: str | None
    attempts: int
    retry_at: datetime | None
    stopped: bool
    deposit_id: str | None
    watermark: datetime | None
    counts: Mapping[str, int]
    files: list[dict[str, Any]]
    planned_at: datetime
    sealed_at: datetime | None
    uploaded_at: datetime | None
    reported_at: datetime | None
    answered_at: datetime | None
    awaits_answer: bool

    def deposit(self) -> Deposit:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Deposit(**values | {"files": tuple(SealedFile(**each) for each in self.files)})


_COLUMNS: Final = """d.id, d.tld_id, t.name, d.registrar_id, r.handle, d.kind, d.day, d.revision, d.state, d.reason,
           d.attempts, d.retry_at, d.stopped, d.deposit_id, d.watermark, d.counts,
           d.files, d.planned_at, d.sealed_at, d.uploaded_at, d.reported_at, d.answered_at,
           d.awaits_answer
      FROM registry.deposit d
      LEFT JOIN registry.tld t ON t.id = d.tld_id
      LEFT JOIN registry.registrar r ON r.id = d.registrar_id"""
# What nobody is told of and nobody answers has arrived when it was brought.
_RESTS: Final = "d.state = 'uploaded' AND NOT (d.awaits_answer AND d.kind IN ('full', 'diff') AND d.tld_id IS NOT NULL)"


@maybe("""
    INSERT INTO registry.deposit (tld_id, kind, day, revision, state, planned_at)
    VALUES (:tld_id, :kind, :day, :revision, 'planned', :at)
        ON CONFLICT (tld_id, kind, day, revision) DO NOTHING
 RETURNING id
""")
async def plan(db: Connection, *, tld_id: int, kind: DepositKind, day: date, revision: int, at: datetime) -> int | None:
    """The number of the new deposit; None where there is one of that day and revision."""


@maybe("""
    INSERT INTO registry.deposit (registrar_id, kind, day, revision, state, planned_at)
    VALUES (:registrar_id, :kind, :day, :revision, 'planned', :at)
        ON CONFLICT (registrar_id, kind, day, revision) DO NOTHING
 RETURNING id
""")
async def plan_of_registrar(
    db: Connection, *, registrar_id: int, kind: DepositKind, day: date, revision: int, at: datetime
) -> int | None:
    """Likewise."""


@maybe(f"""
    SELECT {_COLUMNS}
     WHERE d.registrar_id = :registrar_id
       AND (:before::date IS NULL OR d.day < :before)
     ORDER BY d.day DESC, d.revision DESC
     LIMIT 1
""")
async def _last_of_registrar(db: Connection, *, registrar_id: int, before: date | None) -> _Row | None: ...


async def last_of_registrar(db: Connection, registrar_id: int, before: date | None = None) -> Deposit | None:
    """The last revision of the last day for which a registrar's deposit was planned; of the days before one, or of all."""
    row = await _last_of_registrar(db, registrar_id=registrar_id, before=before)
    return row.deposit() if row else None


@maybe(f"""
    SELECT {_COLUMNS}
     WHERE d.tld_id = :tld_id
       AND d.kind = ANY(:kinds)
       AND (:before::date IS NULL OR d.day < :before)
     ORDER BY d.day DESC, d.revision DESC
     LIMIT 1
""")
async def _last(db: Connection, *, tld_id: int, kinds: list[str], before: date | None) -> _Row | None: ...


async def last(db: Connection, tld_id: int, kinds: Sequence[DepositKind], before: date | None = None) -> Deposit | None:
    """The last revision of the last day for which a deposit of these kinds was planned; of the days before one, or of all."""
    row = await _last(db, tld_id=tld_id, kinds=list(kinds), before=before)
    return row.deposit() if row else None


@one("""
    SELECT EXISTS (SELECT
                     FROM (SELECT DISTINCT ON (day) day, state = 'rejected' OR (stopped AND sealed_at IS NULL) AS is_missing
                             FROM registry.deposit
                            WHERE tld_id = :tld_id
                              AND kind IN ('full', 'diff')
                              AND day < :day
                            ORDER BY day, revision DESC) AS said
                    WHERE said.is_missing
                      AND said.day > coalesce((SELECT max(whole.day)
                                                 FROM registry.deposit whole
                                                WHERE whole.tld_id = :tld_id
                                                  AND whole.kind = 'full'
                                                  AND whole.day < :day
                                                  AND whole.state <> 'rejected'
                                                  AND NOT (whole.stopped AND whole.sealed_at IS NULL)), '-infinity'))
""")
async def follows_a_gap(db: Connection, *, tld_id: int, day: date) -> bool:
    """Whether one of the deposits that a TLD would be rebuilt from as of the day before was refused for good by the agent,
    or is not even made and waits for people."""


@many(f"""
    SELECT {_COLUMNS}
     WHERE d.state IN ('planned', 'rendering', 'sealed', 'uploaded', 'reported')
       AND NOT d.stopped
       AND NOT ({_RESTS})
       AND (d.retry_at IS NULL OR d.retry_at <= :now)
     ORDER BY d.day, t.name, r.handle, d.kind, d.revision
""")
async def _due(db: Connection, *, now: datetime) -> list[_Row]: ...


async def due(db: Connection, now: datetime) -> list[Deposit]:
    """Those that go on now, the oldest first."""
    return [row.deposit() for row in await _due(db, now=now)]


@many(f"""
    SELECT {_COLUMNS}
     WHERE (:tld::text IS NULL OR t.name = :tld)
       AND (:registrar::text IS NULL OR r.handle = :registrar)
       AND d.day >= :since
     ORDER BY d.day DESC, t.name, r.handle, d.kind, d.revision DESC
     LIMIT :most
""")
async def _since(db: Connection, *, tld: str | None, registrar: str | None, since: date, most: int) -> list[_Row]: ...


async def since(
    db: Connection, tld: str | None, since: date, most: int, *, registrar: str | None = None
) -> list[Deposit]:
    """Of one TLD or registrar, or of all (None), the newest first."""
    return [row.deposit() for row in await _since(db, tld=tld, registrar=registrar, since=since, most=most)]


@maybe(f"SELECT {_COLUMNS} WHERE d.id = :deposit_id")
async def _by_id(db: Connection, *, deposit_id: int) -> _Row | None: ...


async def by_id(db: Connection, deposit_id: int) -> Deposit | None:
    row = await _by_id(db, deposit_id=deposit_id)
    return row.deposit() if row else None


@one("SELECT pg_try_advisory_xact_lock(hashtextextended('deposit', :deposit_id))")
async def alone(db: Connection, *, deposit_id: int) -> bool:
    """Whether nobody else works on the deposit; then nobody will until this transaction ends, as it does with its process."""


@maybe("""
    UPDATE registry.deposit
       SET state = :state,
           reason = NULL,
           attempts = 0,
           retry_at = NULL,
           awaits_answer = :awaits_answer,
           uploaded_at = CASE WHEN :state = 'uploaded' THEN :at ELSE uploaded_at END,
           reported_at = CASE WHEN :state = 'reported' THEN :at ELSE reported_at END,
           answered_at = CASE WHEN :state = 'confirmed' THEN :at ELSE answered_at END
     WHERE id = :deposit_id
       AND state = :was
 RETURNING id
""")
async def step(
    db: Connection, *, deposit_id: int, was: DepositState, state: DepositState, awaits_answer: bool, at: datetime
) -> int | None:
    """None where the deposit is no longer in the state that it was in."""


@do("""
    UPDATE registry.deposit
       SET state = 'sealed',
           reason = NULL,
           attempts = 0,
           retry_at = NULL,
           deposit_id = :number,
           watermark = :watermark,
           counts = :counts,
           files = :files,
           sealed_at = :at
     WHERE id = :deposit_id
       AND state = 'rendering'
""")
async def seal(
    db: Connection,
    *,
    deposit_id: int,
    number: str,
    watermark: datetime,
    counts: Mapping[str, int],
    files: list[dict[str, Any]],
    at: datetime,
) -> None: ...


@maybe("""
    UPDATE registry.deposit
       SET kind = 'full',
           state = 'planned',
           reason = NULL,
           attempts = 0,
           retry_at = NULL
     WHERE id = :deposit_id
       AND kind = 'diff'
       AND state IN ('planned', 'rendering', 'sealed')
 RETURNING id
""")
async def become_full(db: Connection, *, deposit_id: int) -> int | None:
    """None where it has left the house."""


@do("""
    UPDATE registry.deposit
       SET state = 'rejected',
           reason = :reason,
           refused_by = :mark,
           answered_at = :at,
           retry_at = NULL
     WHERE id = :deposit_id
       AND state = 'reported'
""")
async def reject(db: Connection, *, deposit_id: int, reason: str, mark: str, at: datetime) -> None: ...


@one("""
    SELECT EXISTS (SELECT
                     FROM registry.deposit
                    WHERE tld_id = :tld_id
                      AND day = :day
                      AND refused_by = :mark)
""")
async def were_refused(db: Connection, *, tld_id: int, day: date, mark: str) -> bool:
    """Whether the agent refused a deposit of the day by just this."""


@do("""
    UPDATE registry.deposit
       SET reason = :reason,
           attempts = attempts + 1,
           retry_at = :retry_at,
           stopped = :stopped
     WHERE id = :deposit_id
""")
async def fail(db: Connection, *, deposit_id: int, reason: str, retry_at: datetime | None, stopped: bool) -> None: ...


@do("""
    UPDATE registry.deposit
       SET retry_at = :retry_at,
           reason = NULL,
           attempts = 0
     WHERE id = :deposit_id
""")
async def wait(db: Connection, *, deposit_id: int, retry_at: datetime) -> None:
    """Nothing is wrong; there is nothing to be done before."""


@maybe(f"""
    UPDATE registry.deposit d
       SET stopped = false,
           attempts = 0,
           retry_at = NULL
     WHERE d.id = :deposit_id
       AND d.state NOT IN ('confirmed', 'rejected')
       AND NOT ({_RESTS})
 RETURNING d.id
""")
async def go_on(db: Connection, *, deposit_id: int) -> int | None:
    """None where there is nothing more to be done for it."""


@many(f"""
    SELECT file->>'name'
      FROM registry.deposit d
     CROSS JOIN LATERAL jsonb_array_elements(d.files) AS file
     WHERE CASE
               WHEN {_RESTS} THEN d.uploaded_at >= :since
               WHEN d.state IN ('confirmed', 'rejected') THEN d.answered_at >= :since
               ELSE true
           END
""")
async def kept_files(db: Connection, *, since: datetime) -> list[str]:
    """Names of the files that are still needed, or were answered since; of one that nobody answers, brought since."""
