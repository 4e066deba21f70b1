"""Writing a registrar's deposit: files of names and of contacts, cut where they are long, and the digests of all of them.

PostgreSQL makes the rows and the client only forwards them, so memory does not grow with the registrar.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from rde.file import sync_folder
from rde.registrar.files import Parts, private
from rde.registrar.layout import FileKind, Layout
from registry.actions.settled_snapshot import settled_snapshot
from registry.clock import stopwatch
from registry.context import Context
from registry.errors import ObjectMissing, PolicyForbids
from registry.model.registrar import Registrar
from registry.store import differences, past, registrar_escrow, registrars
from registry.store.copying import Placed, copy_rows
from registry.store.escrow import Source
from registry.store.registrar_escrow import HANDLE, NAME
from registry.store.sql import Connection

_SEPARATOR: Final = "chr(31)"  # in no text that the database keeps


@dataclass(frozen=True, slots=True)
class Written:
    """A deposit on the disk; the file of digests is the last one. `gone`: names that an incremental one tells to be gone."""

    files: tuple[Path, ...]
    registrar: str
    kind: FileKind
    watermark: datetime
    names: int
    handles: int
    gone: int
    bytes: int
    seconds: float

    @property
    def counts(self) -> Mapping[str, int]:
        return {"names": self.names, "handles": self.handles, "gone": self.gone}


async def export_registrar(
    cx: Context,
    registrar: str,
    layout: Layout,
    folder: Path,
    *,
    at: datetime | None = None,
    since: datetime | None = None,
    iana_id: int | None = None,
) -> Written:
    """Write a deposit of all that a registrar sponsors into `folder`, as of now or of an instant gone by; with `since`, of
    what became otherwise after that. `iana_id` is what the registrar's record must say.

    Raises ObjectMissing for a registrar that there is not, PolicyForbids for one without a number at IANA or with another,
    HistoryLacks, ValueError for instants out of order, and OSError when the folder cannot be written to.
    """
    if since and not (at and since < at <= cx.now):
        raise ValueError(f"{since} and {at} are not two instants gone by, one after the other")
    started = stopwatch()
    found = await cx.registry.store.reading(lambda db: registrars.by_handle(db, handle=registrar))
    number = _number(found, registrar, iana_id)
    assert found

    async def write(db: Connection, watermark: datetime) -> Written:
        writer = _Writer(cx, found, layout, folder, number)
        if since and at:
            made = await writer.incremental(db, since, at)
        else:
            made = await writer.full(db, watermark)
        return replace(made, seconds=stopwatch() - started)

    return await settled_snapshot(cx, None, write, at=since or at)


def _number(found: Registrar | None, registrar: str, wanted: int | None) -> int:
    if found is None:
        raise ObjectMissing("There is no such registrar.", "registrar", registrar)
    if found.iana_id is None:
        raise PolicyForbids(
            "The registrar's record has no number at IANA, which names its deposits.", "registrar", registrar
        )
    if wanted not in (None, found.iana_id):
        raise PolicyForbids(f"The registrar's record says {found.iana_id}.", "iana_id", str(wanted))
    return found.iana_id


class _Writer:
    """One deposit on its way to a folder: made beside its place, and moved there when it is whole."""

    def __init__(self, cx: Context, registrar: Registrar, layout: Layout, folder: Path, number: int) -> None:
        self._cx = cx
        self._registrar = registrar
        self._layout = layout
        self._folder = folder
        self._number = number

    async def full(self, db: Connection, watermark: datetime) -> Written:
        return await self._write(db, "full", watermark)

    async def incremental(self, former: Connection, since: datetime, at: datetime) -> Written:
        """Both instants are read whole and compared, row by row: so it is told whatever made a row another."""
        await differences.begin(former)
        await self._tell(former, "former", since)
        latter = await past.as_of(former, at)
        await self._tell(latter, "latter", at)
        await differences.compare(latter)
        return await self._write(latter, "inc", at)

    async def _tell(self, db: Connection, reading: differences.Reading, at: datetime) -> None:
        values = self._values(at)
        names, handles = self._queries()
        await differences.tell(db, reading, NAME, names.digests("d.name::text"), values)
        if handles:
            await differences.tell(db, reading, HANDLE, handles.digests("c.handle"), values)

    async def _write(self, db: Connection, kind: FileKind, watermark: datetime) -> Written:
        day = watermark.astimezone(UTC).date()
        work = self._folder / f".{self._registrar.handle}_{day}_{kind}.making"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700, parents=True)
        try:
            wanted = self._wanted(kind)
            made = [await self._file(db, work, day, *each, self._values(watermark)) for each in wanted]
            files = self._moved(work, self._digests(work, day, made))
        finally:
            shutil.rmtree(work, ignore_errors=True)
        names, handles, gone = (
            sum(parts.rows for (of, _), parts in zip(wanted, made, strict=True) if of in kinds)
            for kinds in (("full", "inc"), ("hdl",), ("del",))
        )
        size = sum(path.stat().st_size for path in files)
        return Written(files, self._registrar.handle, kind, watermark, names, handles, gone, size, 0)

    def _wanted(self, kind: FileKind) -> list[tuple[FileKind, str]]:
        """The files of a deposit, and the query for the rows of each."""
        names, handles = self._queries()
        since = kind == "inc"
        wanted: list[tuple[FileKind, str]] = [(kind, names.rows(registrar_escrow.DIFFERING_NAMES if since else ""))]
        if handles:
            wanted.append(("hdl", handles.rows(registrar_escrow.DIFFERING_HANDLES if since else "")))
        if since and self._layout.departures:
            wanted.append(("del", differences.gone(NAME, "f.known", versioned=True)))
        return wanted

    def _queries(self) -> "tuple[_Query, _Query | None]":
        names = _Query(self._layout, "full", registrar_escrow.NAMES, registrar_escrow.BY_NAME)
        handles = _Query(self._layout, "hdl", registrar_escrow.HANDLES, registrar_escrow.BY_HANDLE)
        return names, handles if self._layout.handles else None

    def _values(self, at: datetime) -> dict[str, Placed]:
        """Of those TLDs that there were, in which names are held in earnest, and that are nobody's country."""
        book = self._cx.book
        tlds = [
            book.at(tld, at).tld_id
            for tld in book.tlds()
            if book.versions(tld)[0].valid_from <= at
            and not book.at(tld, at).rules.sandbox
            and not self._layout.leaves_out(tld)
        ]
        return {"registrar_id": self._registrar.id, "tlds": tlds}

    async def _file(
        self, db: Connection, work: Path, day: date, kind: FileKind, query: str, values: dict[str, Placed]
    ) -> Parts:
        name = partial(self._layout.file_name, self._number, day, kind)
        with Parts(work, name, tuple(self._layout.fields(kind)), self._layout.rows) as parts:
            await copy_rows(db, query, parts.take, **values)
        return parts

    def _digests(self, work: Path, day: date, made: list[Parts]) -> list[str]:
        """The names of all files, the last of which tells the digests of the others as coreutils write them."""
        digests = {name: digest for parts in made for name, digest in parts.digests.items()}
        name = self._layout.file_name(self._number, day, "hash")
        with open(work / name, "x", encoding="utf-8", opener=private) as file:
            file.writelines(f"{digest}  {each}\n" for each, digest in digests.items())
            file.flush()
            os.fsync(file.fileno())
        return [*digests, name]

    def _moved(self, work: Path, names: list[str]) -> tuple[Path, ...]:
        """Into their place; who sees the digests may take the files."""
        for name in names:
            os.replace(work / name, self._folder / name)
        sync_folder(self._folder)
        return tuple(self._folder / name for name in names)


class _Query:
    """The queries of one kind of file: its rows, and their digests."""

    def __init__(self, layout: Layout, kind: FileKind, source: Source, order: str) -> None:
        self._columns = [layout.value_sql(each) for each in layout.fields(kind).values()]
        self._source = source
        self._order = order

    def rows(self, among: str) -> str:
        also = f" AND {among}" if among else ""
        return f"SELECT {', '.join(self._columns)} {self._from()}{also} ORDER BY {self._order}"

    def digests(self, known: str) -> str:
        """Ids, what they are known by, and the digest of each row."""
        return f"SELECT {self._source.key}, {known}, md5(concat_ws({_SEPARATOR}, {', '.join(self._columns)})) {self._from()}"

    def _from(self) -> str:
        return f"FROM {self._source.rows} WHERE {self._source.where}"
