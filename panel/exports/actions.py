"""Making files of lists, and copies of what is kept of somebody, now or later, with the rights that whoever asked has then."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl

from mail.notices import Happened, tell
from panel.exports import queries
from panel.exports.queries import Asked, Ready
from panel.identity.personal.copies import NotTheirs, write_copy
from panel.kit.access import Employer, Scope, Viewer, scope_of
from panel.kit.lists import ListPage, Wish
from panel.kit.plain import headings, line
from panel.kit.reading import View, count_rows, walk
from panel.kit.spreadsheets import begin
from registry.context import Registry
from registry.store.sql import Connection

log = logging.getLogger(__name__)

PERMISSION: Final = "list.export"
# Up to here people wait for the file.
AT_ONCE: Final = 5_000
# What a workbook can hold, its headings included.
MOST_ROWS: Final = 1_048_575
KEPT: Final = timedelta(days=1)
# Exports that an account may have at a time.
MOST: Final = 10
# The form of a copy of personal data.
ARCHIVE: Final = "zip"
_PART: Final = 1024 * 1024

Sink = Callable[[bytes], Awaitable[None]]


class ExportRefused(Exception):
    """It cannot be exported; the message is for people."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list as one viewer wishes to have it, from its address."""

    view: View
    wish: Wish

    @classmethod
    def read(cls, declared: ListPage, scope: Scope, may: Callable[[str], bool], query: str) -> "Wanted":
        wish = Wish.read(declared, dict(parse_qsl(query)), may)
        return cls(View.of(declared, scope, may, wish), wish)


async def export_now(registry: Registry, wanted: Wanted, form: str) -> bytes | None:
    """The whole file; None when it is one to make in the background."""
    (number,) = await count_rows(registry, [(wanted.view, wanted.wish)])
    if number > AT_ONCE:
        return None
    pieces: list[bytes] = []

    async def keep(octets: bytes) -> None:
        pieces.append(octets)

    await _write(registry, wanted, form, keep)
    return b"".join(pieces)


async def export_later(registry: Registry, viewer: Viewer, declared: ListPage, query: str, form: str) -> int:
    """The number of an export that will be made; raises ExportRefused where the account has too many."""
    return await _ask(registry, viewer, declared.name, query.removeprefix("?"), form)


async def copy_later(registry: Registry, viewer: Viewer, of_account: int, called: str) -> int:
    """The same for a copy of what is kept of an account."""
    return await _ask(registry, viewer, called, "", ARCHIVE, of_account)


async def _ask(
    registry: Registry, viewer: Viewer, name: str, query: str, form: str, of_account: int | None = None
) -> int:
    now = registry.clock.now()
    number = await registry.store.transaction(
        lambda db: queries.add(
            db,
            account_id=viewer.account_id,
            list=name,
            query=query,
            format=form,
            now=now,
            expires_at=now + KEPT,
            of_account=of_account,
            most=MOST,
        )
    )
    if number is None:
        raise ExportRefused(f"You have {MOST} exports already; the oldest goes a day after it was made.")
    return number


async def make(registry: Registry, lists: Mapping[str, ListPage], number: int) -> None:
    """Make the file of an export that waits, whole or not at all; whoever makes it already is left alone."""
    try:
        await registry.store.transaction(lambda db: _made(registry, db, lists, number))
    except ExportRefused as refused:
        await _fail(registry, number, str(refused))
    except Exception:
        log.exception("export %d failed", number)
        await _fail(registry, number, "Something went wrong on our side; it was written down. Try again.")


async def _fail(registry: Registry, number: int, problem: str) -> None:
    await registry.store.transaction(lambda db: queries.failed(db, id=number, problem=problem))


async def _made(registry: Registry, db: Connection, lists: Mapping[str, ListPage], number: int) -> None:
    asked = await queries.claim(db, id=number)
    if asked is None:
        return
    parts = _Parts(db, number)
    rows = await _written(registry, db, lists, asked, parts.keep)
    await parts.close()
    now = registry.clock.now()
    await queries.ready(db, id=number, rows=rows, octets=parts.octets, now=now, expires_at=now + KEPT)
    # whose data a copy is of is not told: that would outlive them
    event, what = ("export.ready", _title(lists, asked)) if asked.of_account is None else ("export.copy-ready", "")
    await tell(db, asked.account_id, Happened(event, asked.login, now, what=what))


async def _written(registry: Registry, db: Connection, lists: Mapping[str, ListPage], asked: Asked, sink: Sink) -> int:
    """What was asked for, judged by the rights of today; how many rows it has."""
    viewer = _asker(asked)
    if asked.of_account is None:
        return await _write(registry, _wanted_now(asked, viewer, lists), asked.format, sink)
    try:
        return await write_copy(registry, db, viewer, asked.of_account, sink)
    except NotTheirs:
        raise ExportRefused("This is not for you any more.") from None


def _title(lists: Mapping[str, ListPage], asked: Asked) -> str:
    return lists[asked.of].title if asked.of in lists else asked.of


def _asker(asked: Asked) -> Viewer:
    employer = None
    if asked.employer_id is not None and asked.employer is not None:
        employer = Employer(asked.employer_id, asked.employer, frozenset(asked.employers_parts))
    return Viewer(
        asked.account_id,
        0,
        asked.login,
        asked.name,
        asked.email,
        frozenset(asked.parts),
        asked.registrar_id,
        asked.registrar,
        employer=employer,
    )


def _wanted_now(asked: Asked, viewer: Viewer, lists: Mapping[str, ListPage]) -> Wanted:
    declared = lists.get(asked.of)
    if declared is None or not (viewer.may(declared.permission) and viewer.may(PERMISSION)):
        raise ExportRefused("This list is not for you any more.")
    return Wanted.read(declared, scope_of(viewer), viewer.may, asked.query)


async def _write(registry: Registry, wanted: Wanted, form: str, sink: Sink) -> int:
    """Headings and rows into the sink, from one snapshot; how many rows there were."""
    columns, file = wanted.view.columns, begin(form)
    now = registry.clock.now()

    async def work(db: Connection) -> int:
        count = 0
        await sink(file.add([headings(columns)]))
        async for rows in walk(wanted.view, registry, db, wanted.wish, now):
            count += len(rows)
            if count > MOST_ROWS:
                raise ExportRefused(f"That is more than {MOST_ROWS:,} rows. Filter the list, or export it in parts.")
            lines = [line(columns, row) for row in rows]
            await sink(await asyncio.to_thread(file.add, lines))
        return count

    count = await registry.store.snapshot(work)
    rest = file.close()
    while (piece := await asyncio.to_thread(_next, rest)) is not None:
        await sink(piece)
    return count


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


class _Parts:
    """Cuts octets into rows of the database."""

    def __init__(self, db: Connection, number: int) -> None:
        self._db, self._number = db, number
        self._held = bytearray()
        self._count = 0
        self.octets = 0

    async def keep(self, octets: bytes) -> None:
        self._held += octets
        self.octets += len(octets)
        while len(self._held) >= _PART:
            await self._put(_PART)

    async def close(self) -> None:
        if self._held:
            await self._put(len(self._held))

    async def _put(self, size: int) -> None:
        piece = bytes(self._held[:size])
        del self._held[:size]
        await queries.add_part(self._db, export_id=self._number, number=self._count, octets=piece)
        self._count += 1


async def file_of(registry: Registry, viewer: Viewer, number: int) -> Ready | None:
    """The viewer's own export, when it is there to be fetched."""
    now = registry.clock.now()
    return await registry.store.reading(
        lambda db: queries.of_account(db, id=number, account_id=viewer.account_id, now=now)
    )


async def copy_of(registry: Registry, number: int) -> Ready | None:
    """Somebody's copy of their own data; whoever asks for it was given a link."""
    now = registry.clock.now()
    return await registry.store.reading(lambda db: queries.own_copy(db, id=number, now=now))


async def piece_of(registry: Registry, number: int, piece: int) -> bytes | None:
    return await registry.store.reading(lambda db: queries.part(db, export_id=number, number=piece))
