"""Telling the Trademark Clearinghouse of the names that were registered with marks, or in spite of claims."""

import logging
from datetime import timedelta

from registry.actions.lordn_send import lordn_send
from registry.actions.lordn_write import lordn_write
from registry.clearinghouse import ClearinghouseDeclines, ClearinghouseSilent, FileRefused
from registry.context import TIME, Context, Registry
from registry.model.lordn import DEADLINE
from registry.store import lordn
from registry.store.lordn import Due

log = logging.getLogger(__name__)


async def send_lordn(registry: Registry) -> None:
    """The names that wait, in one file for each TLD and kind; files without a receipt are sent again. Nothing where no address is
    set. Names that the clearinghouse has not accepted within 26 hours are told."""
    house = registry.clearinghouse
    if house is not None and house.takes_files:
        failed = await told(registry.context("job", TIME), registry.trademarks.lordn_pause)
    else:
        failed = []
    now = registry.clock.now()
    backlog = await registry.store.reading(lambda db: lordn.backlog(db, late_since=now - DEADLINE))
    if backlog.late:
        log.error("the clearinghouse has not accepted %d names for more than 26 hours", backlog.late)
    if failed:
        raise RuntimeError(f"not sent: {', '.join(failed)}")


async def told(cx: Context, pause: timedelta) -> list[str]:
    """Write and send what may leave; `pause` is how long after a file the next of its kind may follow. Which files failed."""
    store = cx.registry.store
    for due in await store.reading(lordn.due):
        if _may_leave(cx, due, pause):
            written = await lordn_write(cx, due.tld, due.tray)
            if written is None or written.held:
                log.warning("lines for %s/%s wait to be put right", due.tld, due.tray)
    failed = []
    for file in await store.reading(lordn.unsent):
        try:
            await lordn_send(cx, file)
        except (ClearinghouseSilent, ClearinghouseDeclines, FileRefused) as error:
            log.error("file %d for %s/%s could not be sent: %s", file.id, file.tld, file.tray, error)
            failed.append(f"{file.tld}/{file.tray}")
        else:
            log.info("file %d for %s/%s is sent; %d lines", file.id, file.tld, file.tray, file.lines)
    return failed


def _may_leave(cx: Context, due: Due, pause: timedelta) -> bool:
    """What follows a file that was not taken need not wait."""
    return due.last_at is None or due.last_outcome != "accepted" or cx.now - due.last_at >= pause
