"""Thin deposits: the names of a TLD and their registrars, which ICANN gets every week (specification 4, section 3)."""

from datetime import datetime
from pathlib import Path

from rde.deposit import Deposit, Progress, demand_deposited, nobody, write_deposit
from rde.plan import plan_thin
from registry.actions.settled_snapshot import settled_snapshot
from registry.clock import stopwatch
from registry.context import Context
from registry.store.sql import Connection


async def export_thin(
    cx: Context,
    tld: str,
    folder: Path,
    progress: Progress = nobody,
    *,
    at: datetime | None = None,
    resend: int = 0,
) -> Deposit:
    """Write what ICANN gets of `tld` into `folder`, as of now or of an instant gone by. Raises what `export_full` raises."""
    demand_deposited(cx, tld)
    started = stopwatch()

    async def write(db: Connection, watermark: datetime) -> Deposit:
        plan = await plan_thin(db, cx.book.at(tld, watermark), watermark, resend)
        return await write_deposit(db, plan, folder, "", progress, started)

    return await settled_snapshot(cx, cx.book.at(tld, cx.now).tld_id, write, at=at)
