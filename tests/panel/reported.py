"""Monthly reports in a house with a past, as the worker would have left them."""

from registry.model.month import Month
from registry.model.monthly_report import ReportKind, ReportState
from registry.store import monthly_reports
from registry.store.sql import Connection
from tests.world import World

CONTENT = b"registrar-name,iana-id,total-domains\r\nAlpha,1,7\r\nTotals,,7\r\n"


def month_ago(world: World, months: int) -> Month:
    return Month.of(world.clock.now()).earlier(months)


async def reported(
    world: World,
    tld: str,
    months: int,
    kind: ReportKind,
    state: ReportState,
    reason: str | None = None,
    *,
    code: int | None = None,
    stopped: bool = False,
) -> int:
    """The number of a report on a month gone by."""

    async def write(db: Connection) -> int:
        now, month = world.clock.now(), month_ago(world, months)
        tld_id = world.registry.book.at(tld, now).tld_id
        number = await monthly_reports.plan(db, tld_id=tld_id, month=month.first_day, kind=kind, revision=0, at=now)
        assert number
        await db.execute(
            """UPDATE registry.monthly_report
                  SET state = $2::text, reason = $3, code = $4, stopped = $5, content = $6, lines = 3, written_at = $7,
                      uploaded_at = CASE WHEN $2::text <> 'planned' THEN $7::timestamptz END,
                      answer = CASE WHEN $4::int IS NOT NULL THEN '<result code="' || $4::int || '"/>' END
                WHERE id = $1""",
            number,
            state,
            reason,
            code,
            stopped,
            CONTENT,
            now,
        )
        return number

    return await world.store.transaction(write)


async def quarter(world: World) -> None:
    """Three months of a TLD: all accepted but the last, of which one was refused and one waits for people."""
    for months in (3, 2):
        for kind in ("transactions", "activity"):
            await reported(world, "test", months, kind, "accepted", code=1000)  # type: ignore[arg-type]
    await reported(world, "test", 1, "transactions", "refused", "it is refused with 2102", code=2102)
    await reported(world, "test", 1, "activity", "written", "the interface answers 401", stopped=True)
