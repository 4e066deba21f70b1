"""Thin deposits: the names of a TLD and their registrars, which ICANN gets every week (specification 4, section 3)."""

from datetime import datetime
from pathlib import Path

from rde.deposit import Deposit, Progress, Writer, Written, demand_deposited, nobody, put
from rde.plan import plan_thin
from rde.spool import Spool
from rde.spool import spool as open_spool
from registry.actions.settled_snapshot import settled_snapshot
from registry.clock import stopwatch
from registry.context import Context
from registry.store.sql import Connection


async def write_thin(
    cx: Context,
    tld: str,
    spool: Spool,
    progress: Progress = nobody,
    *,
    at: datetime | None = None,
    resend: int = 0,
    workers: int = 1,
) -> Written:
    """Write what ICANN gets of `tld` into the spool, as of now or of an instant gone by. Raises what `write_full` raises."""
    demand_deposited(cx, tld)
    writer = Writer(cx.registry.store, spool, "", progress, workers, stopwatch())

    async def write(db: Connection, watermark: datetime) -> Written:
        return await writer.write(db, await plan_thin(db, cx.book.at(tld, watermark), watermark, resend))

    return await settled_snapshot(cx, cx.book.at(tld, cx.now).tld_id, write, at=at)


async def export_thin(cx: Context, tld: str, folder: Path, *, at: datetime | None = None, workers: int = 1) -> Deposit:
    """The same as one file in `folder`, which is there when it is whole."""
    with open_spool(folder) as spool:
        return await put(await write_thin(cx, tld, spool, at=at, workers=workers), folder)
