"""Several workers that write one deposit: sessions of the database, which see the same instant and take its steps in turn.

The database is what makes the text (rde/render.py), in a process of its own for each session; this process only forwards octets.
Each step becomes a piece of the spool, so that the order in which they are done is not to be seen in the deposit.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Final

from rde.csv import render
from rde.plan import Step
from rde.render import finish, sql
from rde.spool import Sink, Spool
from registry.settings import Escrow
from registry.store import past
from registry.store.copying import copy, copy_csv, prepare_session
from registry.store.pool import SESSION_ENDED, Store, share_snapshot
from registry.store.sql import Connection

# Told of so many more objects that are written.
More = Callable[[int], None]

_MOST_BY_ITSELF: Final = 4

# The first piece that is a step's; those before it are for what stands before the steps.
FIRST: Final = 1


class CountsDiffer(Exception):
    """The objects written are not those that were counted in the same snapshot: the deposit must not leave the house."""


class WorkerDied(Exception):
    """A session of the database ended while it wrote: there is no deposit, and another try may have more luck."""


def workers_of(escrow: Escrow) -> int:
    """How many the settings want."""
    return escrow.workers or min(_MOST_BY_ITSELF, os.cpu_count() or 1)


async def write_steps(
    store: Store, db: Connection, steps: Sequence[Step], spool: Spool, workers: int, more: More
) -> None:
    """Write each step into its piece of the spool: the first is FIRST.

    `db` is the first worker. Others join as the store has connections for them; whoever has none is not waited for. Raises
    CountsDiffer, WorkerDied.
    """
    turns = _Turns(steps)
    at, snapshot = past.instant_of(db), await share_snapshot(db) if workers > 1 else ""

    async def join(other: Connection) -> None:
        await prepare_session(other)
        if at is not None:
            other = await past.as_of(other, at)
        await _take(other, turns.of_other(), turns, spool, more)

    first = asyncio.ensure_future(_take(db, turns.of_first(), turns, spool, more))
    others = [
        asyncio.ensure_future(store.snapshot(join, scratch=at is not None, shared=snapshot))
        for _ in range(min(workers, len(steps)) - 1)
    ]
    try:
        await _until_written(turns, {first, *others})
    except SESSION_ENDED as error:
        raise WorkerDied(f"a worker ended while the deposit was written: {_words(error)}") from None
    finally:
        for each in (first, *others):
            each.cancel()
        await asyncio.gather(first, *others, return_exceptions=True)


async def _until_written(turns: "_Turns", workers: set[asyncio.Future[None]]) -> None:
    """Those who still wait for a connection when all is written need none any more."""
    while turns.open:
        done, workers = await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()


class _Turns:
    """Steps with the numbers of their pieces, each given to one worker; `open` is how many are not written yet.

    Those that only the first can write are its first.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        numbered = tuple(enumerate(steps, FIRST))
        self._firsts = iter([each for each in numbered if each[1].beside])
        self._anybodys = iter([each for each in numbered if not each[1].beside])
        self.open = len(steps)

    def of_first(self) -> Iterator[tuple[int, Step]]:
        return chain(self._firsts, self._anybodys)

    def of_other(self) -> Iterator[tuple[int, Step]]:
        return self._anybodys


async def _take(db: Connection, steps: Iterator[tuple[int, Step]], turns: _Turns, spool: Spool, more: More) -> None:
    for number, step in steps:
        with spool.writing(number) as sink:
            rows, rest = await _write(db, step, sink, more)
        if (rows != step.count and step.counts) or rest:
            raise CountsDiffer(f"{step.table.namespace}: {step.count} objects were counted, {rows} written")
        turns.open -= 1


async def _write(db: Connection, step: Step, sink: Sink, more: More) -> tuple[int, bytes]:
    """How many rows the step gave, and what was no whole line."""
    if step.file is None:
        lines = _Lines(sink, more, finish)
        return await copy(
            db, sql(step.table, mixed=step.mixed, among=step.among), lines.take, **step.values
        ), lines.rest
    ended = partial(render.finish, unicode=render.ends_in_unicode(step.file))
    lines = _Lines(sink, more if step.counts else _not_told, ended)
    text = render.sql(step.table, step.file, among=step.among)
    return await copy_csv(db, text, lines.take, **step.values), lines.rest


def _not_told(objects: int) -> None:
    return None


class _Lines:
    """What PostgreSQL sends, cut into whole lines; a line is an object, or a row of one."""

    def __init__(self, sink: Sink, more: More, finished: Callable[[bytes], bytes]) -> None:
        self._sink = sink
        self._more = more
        self._finished = finished
        self.rest = b""

    def take(self, data: bytes) -> None:
        whole, end, self.rest = (self.rest + data).rpartition(b"\n") if self.rest else data.rpartition(b"\n")
        self._sink.write(self._finished(whole + end))
        self._more(data.count(b"\n"))


def _words(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
