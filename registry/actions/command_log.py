"""The log of every command that wrote nothing itself: collected in memory, written in batches."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from typing import Final, TypeVar

from registry.context import Context
from registry.store import commands
from registry.store.pool import Store
from registry.store.sql import Connection

log = logging.getLogger(__name__)

T = TypeVar("T")

BATCH: Final = 500
SECONDS: Final = 0.5
# What is kept while the database does not take it; the oldest goes first.
MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Line:
    cx: Context
    code: int
    milliseconds: float


class CommandLog:
    """Lines wait at most half a second; a command never waits for its line, and never fails by it.

    Commands that changed something wrote their line in their own transaction (registry/actions/remember.py): doors add
    the others, and those that were refused.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lines: deque[_Line] = deque()
        self._full = asyncio.Event()
        self._one_writer = asyncio.Lock()
        self.dropped = 0

    def add(self, cx: Context, code: int, milliseconds: float) -> None:
        """Remember that the command was answered with `code`."""
        if len(self._lines) >= MOST:
            self._lines.popleft()
            self.dropped += 1
        self._lines.append(_Line(cx, code, milliseconds))
        if len(self._lines) >= BATCH:
            self._full.set()

    async def run(self) -> None:
        """Write whenever there is enough or it has waited long enough, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(SECONDS):
                    await self._full.wait()
            except TimeoutError:
                pass
            self._full.clear()
            if not await self.flush():
                await asyncio.sleep(SECONDS)

    async def flush(self) -> bool:
        """Write what is waiting now; what the database does not take stays for the next time.

        Lines that come while we write wait for their own batch: else, on a busy server, each batch would be the few lines
        that came during the last one.
        """
        async with self._one_writer:
            waiting = len(self._lines)
            while waiting > 0:
                batch = [self._lines.popleft() for _ in range(min(BATCH, waiting, len(self._lines)))]
                waiting -= BATCH
                try:
                    await self._store.reading(lambda db, lines=batch: _write(db, lines))  # type: ignore[misc]
                except Exception:
                    log.exception("the log of commands was not written; %d lines wait", len(batch) + len(self._lines))
                    self._lines.extendleft(reversed(batch))
                    return False
                except asyncio.CancelledError:
                    # Whether it was written is unknown: a line twice tells more than a line lost.
                    self._lines.extendleft(reversed(batch))
                    raise
        return True

    async def close(self) -> None:
        """The last lines; what cannot be written now is lost, and said to be."""
        if not await self.flush():
            self.dropped += len(self._lines)
        if self.dropped:
            log.error("%d commands are missing from the log", self.dropped)


async def _write(db: Connection, lines: list[_Line]) -> None:
    contexts = [line.cx for line in lines]
    await commands.add(
        db,
        instants=[cx.now for cx in contexts],
        svtrids=[cx.svtrid for cx in contexts],
        cltrids=[_fit(cx.cltrid) for cx in contexts],
        doors=[cx.door for cx in contexts],
        registrar_ids=[cx.actor.registrar_id for cx in contexts],
        operators=[cx.actor.operator for cx in contexts],
        addresses=[cx.address for cx in contexts],
        session_ids=[cx.session_id for cx in contexts],
        verbs=[_fit(cx.verb) or "" for cx in contexts],
        objects=[_fit(cx.object) for cx in contexts],
        names=[_fit(cx.name) for cx in contexts],
        codes=[line.code for line in lines],
        durations=[line.milliseconds for line in lines],
        frames=[_fit(cx.frame) for cx in contexts],
    )


def _fit(text: str | None) -> str | None:
    """As the database can hold it: one odd character in a refused frame must not sink the batch."""
    if text is None or (text.isascii() and "\0" not in text):
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
