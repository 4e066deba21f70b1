"""What the Trademark Clearinghouse made of a file of names, line by line (RFC 9361, section 6.3.1)."""

import csv
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterSyntax
from registry.model.lordn import Log, Tray, is_accepted, is_wrong, read_log
from registry.model.tmch import NoSuchList
from registry.store import lordn
from registry.store.lordn import LordnFile, Outcome
from registry.store.sql import Connection

_HEADS: Final = 2  # lines of a file before those of names


@dataclass(frozen=True, slots=True)
class LordnJudged:
    """A file and the ROIDs of its lines: those accepted, those of them with a warning, those that are wrong, those that only have
    to be sent again."""

    tld: str
    tray: Tray
    created_at: datetime
    accepted: tuple[str, ...]
    warned: dict[str, int]
    wrong: dict[str, int]
    again: tuple[str, ...]


async def lordn_judge(cx: Context, text: str) -> LordnJudged:
    """Take in a log. What was accepted is done, what was not waits again, what is wrong waits until it would read differently.

    A log that was taken in before changes nothing. Raises ParameterSyntax for what is no whole log, ObjectMissing for that of a
    file that is not ours.
    """
    try:
        log = read_log(text)
    except NoSuchList as error:
        raise ParameterSyntax(f"The log cannot be used: {error}.", "list", "log") from None
    return await _judge(cx, log, text)


@transacted
async def _judge(cx: Context, db: Connection, log: Log, text: str) -> LordnJudged:
    file = await lordn.lock_created(db, created_at=log.file_created_at)
    if file is None:
        raise ObjectMissing("No file was created then.", "list", log.file_created_at.isoformat())
    lines = _lines(file)
    judged = _judged(file, log, lines)
    if file.judged_at is None:
        await _settle(cx, db, file, log.results, lines, set(judged.accepted))
        outcome: Outcome = "accepted" if log.accepted else "rejected"
        await lordn.judge(db, file_id=file.id, at=cx.now, outcome=outcome, answer=text)
    return judged


def _lines(file: LordnFile) -> dict[str, str]:
    """The lines of names, by their ROIDs."""
    lines = file.content.splitlines()[_HEADS:]
    return {next(csv.reader([line]))[0]: line for line in lines}


def _judged(file: LordnFile, log: Log, lines: dict[str, str]) -> LordnJudged:
    """A line counts as accepted where the log says so of a file that was taken; nobody answers for one that it leaves out."""
    results = {roid: log.results[roid] for roid in lines if roid in log.results}
    wrong = {roid: code for roid, code in results.items() if is_wrong(code)}
    accepted = {roid: code for roid, code in results.items() if log.accepted and is_accepted(code)}
    return LordnJudged(
        file.tld,
        file.tray,
        file.created_at,
        tuple(accepted),
        {roid: code for roid, code in accepted.items() if code >= 3000},
        wrong,
        tuple(roid for roid in lines if roid not in accepted and roid not in wrong),
    )


async def _settle(
    cx: Context, db: Connection, file: LordnFile, results: dict[str, int], lines: dict[str, str], accepted: set[str]
) -> None:
    codes = [results.get(roid) for roid in lines]
    await lordn.settle(
        db,
        file_id=file.id,
        at=cx.now,
        roids=list(lines),
        results=codes,
        accepted=[roid in accepted for roid in lines],
        wrong=[line if code and is_wrong(code) else None for line, code in zip(lines.values(), codes, strict=True)],
    )


@transacted
async def lordn_refused(cx: Context, db: Connection, file_id: int, words: str) -> None:
    """The clearinghouse could not read the file: all of its lines wait for another one."""
    file = await lordn.lock(db, file_id=file_id)
    if file is None or file.judged_at is not None:
        return
    await _settle(cx, db, file, {}, _lines(file), set())
    await lordn.judge(db, file_id=file_id, at=cx.now, outcome="refused", answer=words)
