"""Hearing what the Trademark Clearinghouse made of the names that it was told of."""

import logging
from datetime import timedelta
from typing import Final

from registry.actions.lordn_judge import LordnJudged
from registry.actions.lordn_send import lordn_ask
from registry.clearinghouse import ClearinghouseDeclines, ClearinghouseSilent
from registry.context import TIME, Context, Registry
from registry.store import lordn

log = logging.getLogger(__name__)

# The clearinghouse takes up to half an hour for a file, and wants to be asked once a minute at most.
PAUSE: Final = timedelta(minutes=5)


async def read_lordn_logs(registry: Registry) -> None:
    """The logs of files that were sent: of one file of each TLD, every five minutes. What was accepted is done, what was not is
    sent again, what is wrong waits to be put right and is told."""
    house = registry.clearinghouse
    if house is None or not house.takes_files:
        return
    if failed := await heard(registry.context("job", TIME), PAUSE):
        raise RuntimeError(f"no logs: {', '.join(failed)}")


async def heard(cx: Context, pause: timedelta) -> list[str]:
    """Ask for the logs that are due; for which files that failed."""
    before = cx.now - pause
    failed = []
    for file in await cx.registry.store.reading(lambda db: lordn.unjudged(db, before=before)):
        try:
            judged = await lordn_ask(cx, file)
        except (ClearinghouseSilent, ClearinghouseDeclines) as error:
            log.error("file %d for %s/%s has no log: %s", file.id, file.tld, file.tray, error)
            failed.append(f"{file.tld}/{file.tray}")
        else:
            if judged is not None:
                _tell(file.id, judged)
    return failed


def _tell(file_id: int, judged: LordnJudged) -> None:
    for roid, code in judged.wrong.items():
        log.error("file %d: the clearinghouse calls the line of %s wrong: %d", file_id, roid, code)
    for roid, code in judged.warned.items():
        log.warning("file %d: the clearinghouse took the line of %s with the warning %d", file_id, roid, code)
    log.info("file %d: %d names are accepted, %d are sent again", file_id, len(judged.accepted), len(judged.again))
