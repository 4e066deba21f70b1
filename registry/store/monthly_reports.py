"""Monthly reports on their way to ICANN."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from registry.model.monthly_report import MonthlyReport, ReportKind, ReportState
from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    tld_id: int
    tld: str
    first_day: date
    kind: ReportKind
    revision: int
    state: ReportState
    code: int | None
    reason: str | None
    answer: str | None
    attempts: int
    retry_at: datetime | None
    stopped: bool
    lines: int | None
    planned_at: datetime
    written_at: datetime | None
    uploaded_at: datetime | None
    answered_at: datetime | None

    def report(self) -> MonthlyReport:
        return MonthlyReport(**{name: getattr(self, name) for name in self.__dataclass_fields__})


_COLUMNS: Final = """r.id, r.tld_id, t.name, r.month, r.kind, r.revision, r.state, r.code, r.reason, r.answer, r.attempts,
           r.retry_at, r.stopped, r.lines, r.planned_at, r.written_at, r.uploaded_at, r.answered_at
      FROM registry.monthly_report r
      JOIN registry.tld t ON t.id = r.tld_id"""


@maybe("""
    INSERT INTO registry.monthly_report (tld_id, month, kind, revision, state, planned_at)
    VALUES (:tld_id, :month, :kind, :revision, 'planned', :at)
        ON CONFLICT (tld_id, month, kind, revision) DO NOTHING
 RETURNING id
""")
async def plan(
    db: Connection, *, tld_id: int, month: date, kind: ReportKind, revision: int, at: datetime
) -> int | None:
    """The number of the new report; None where there is one of that month and revision."""


@one("SELECT max(r.month) FROM registry.monthly_report r WHERE r.tld_id = :tld_id AND r.kind = :kind")
async def last_month(db: Connection, *, tld_id: int, kind: ReportKind) -> date | None:
    """The last month for which one was planned, by its first day."""


@many(f"""
    SELECT {_COLUMNS}
     WHERE r.state IN ('planned', 'written', 'uploaded')
       AND NOT r.stopped
       AND (r.retry_at IS NULL OR r.retry_at <= :now)
     ORDER BY r.month, t.name, r.kind, r.revision
""")
async def _due(db: Connection, *, now: datetime) -> list[_Row]: ...


async def due(db: Connection, now: datetime) -> list[MonthlyReport]:
    """Those that go on now, the oldest first."""
    return [row.report() for row in await _due(db, now=now)]


@many(f"""
    SELECT {_COLUMNS}
     WHERE (:tld::text IS NULL OR t.name = :tld)
       AND r.month >= :since
     ORDER BY r.month DESC, t.name, r.kind, r.revision DESC
     LIMIT :most
""")
async def _since(db: Connection, *, tld: str | None, since: date, most: int) -> list[_Row]: ...


async def since(db: Connection, tld: str | None, since: date, most: int) -> list[MonthlyReport]:
    """Of one TLD or of all (None), the newest first."""
    return [row.report() for row in await _since(db, tld=tld, since=since, most=most)]


@maybe(f"SELECT {_COLUMNS} WHERE r.id = :report_id")
async def _by_id(db: Connection, *, report_id: int) -> _Row | None: ...


async def by_id(db: Connection, report_id: int) -> MonthlyReport | None:
    row = await _by_id(db, report_id=report_id)
    return row.report() if row else None


@maybe("SELECT content FROM registry.monthly_report WHERE id = :report_id AND content IS NOT NULL")
async def content(db: Connection, *, report_id: int) -> bytes | None:
    """The file, once it is written."""


@many("""
    SELECT r.state
      FROM registry.monthly_report r
     WHERE r.tld_id = :tld_id
       AND r.month = :month
       AND r.kind = :kind
     ORDER BY r.revision
""")
async def states(db: Connection, *, tld_id: int, month: date, kind: ReportKind) -> list[ReportState]:
    """Of all revisions, in their order."""


@one("SELECT pg_try_advisory_xact_lock(hashtextextended('monthly_report', :report_id))")
async def alone(db: Connection, *, report_id: int) -> bool:
    """Whether nobody else works on the report; then nobody will until this transaction ends, as it does with its process."""


@maybe("""
    UPDATE registry.monthly_report
       SET state = 'written',
           reason = NULL,
           attempts = 0,
           retry_at = NULL,
           content = :content,
           lines = :lines,
           written_at = :at
     WHERE id = :report_id
       AND state = 'planned'
 RETURNING id
""")
async def write(db: Connection, *, report_id: int, content: bytes, lines: int, at: datetime) -> int | None: ...


@maybe("""
    UPDATE registry.monthly_report
       SET state = :state,
           reason = NULL,
           attempts = 0,
           retry_at = NULL,
           code = coalesce(:code, code),
           answer = coalesce(:answer, answer),
           uploaded_at = CASE :state WHEN 'uploaded' THEN :at WHEN 'written' THEN NULL ELSE uploaded_at END,
           answered_at = CASE :state WHEN 'accepted' THEN :at ELSE answered_at END
     WHERE id = :report_id
       AND state = :was
 RETURNING id
""")
async def step(
    db: Connection,
    *,
    report_id: int,
    was: ReportState,
    state: ReportState,
    code: int | None,
    answer: str | None,
    at: datetime,
) -> int | None:
    """None where the report is no longer in the state that it was in."""


@do("""
    UPDATE registry.monthly_report
       SET state = 'refused',
           code = :code,
           reason = :reason,
           answer = :answer,
           retry_at = NULL,
           answered_at = :at
     WHERE id = :report_id
       AND state = 'written'
""")
async def refuse(db: Connection, *, report_id: int, code: int, reason: str, answer: str, at: datetime) -> None: ...


@do("""
    UPDATE registry.monthly_report
       SET reason = :reason,
           attempts = attempts + 1,
           retry_at = :retry_at,
           stopped = :stopped
     WHERE id = :report_id
""")
async def fail(db: Connection, *, report_id: int, reason: str, retry_at: datetime | None, stopped: bool) -> None: ...


@do("UPDATE registry.monthly_report SET retry_at = :retry_at WHERE id = :report_id")
async def wait(db: Connection, *, report_id: int, retry_at: datetime) -> None: ...


@maybe("""
    UPDATE registry.monthly_report
       SET stopped = false,
           attempts = 0,
           retry_at = NULL
     WHERE id = :report_id
       AND state IN ('planned', 'written', 'uploaded')
 RETURNING id
""")
async def go_on(db: Connection, *, report_id: int) -> int | None:
    """None where there is nothing more to be done for it."""
