"""Writing a registrar's deposit: files of names and of contacts, cut where they are long, and the digests of all of them.

PostgreSQL makes the rows and the client only forwards them, so memory does not grow with the registrar.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from rde.file import whole_file
from rde.registrar.files import Parts
from rde.registrar.layout import FileKind, Layout
from rde.spool import Document, Spool
from rde.spool import spool as open_spool
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

File = TypeVar("File", Document, Path)


@dataclass(frozen=True, slots=True)
class Written(Generic[File]):
    """A deposit in a spool, there as long as that is, or on the disk; the file of digests is the last one.

    `gone`: names that an incremental one tells to be gone.
    """

    files: tuple[File, ...]
    registrar: str
    kind: FileKind
    watermark: datetime
    names: int
    handles: int
    gone: int
    bytes: int
    seconds: float

    def lying(self, files: tuple[Path, ...]) -> "Written[Path]":
        """The same, out of its spool."""
        of, found = self.registrar, (self.names, self.handles, self.gone)
        return Written(files, of, self.kind, self.watermark, *found, self.bytes, self.seconds)

    @property
    def counts(self) -> Mapping[str, int]:
        return {"names": self.names, "handles": self.handles, "gone": self.gone}


async def write_registrar(
    cx: Context,
    registrar: str,
    layout: Layout,
    spool: Spool,
    *,
    at: datetime | None = None,
    since: datetime | None = None,
    iana_id: int | None = None,
) -> Written[Document]:
    """Write a deposit of all that a registrar sponsors into the spool, as of now or of an instant gone by; with `since`, of
    what became otherwise after that. `iana_id` is what the registrar's record must say.

    Raises ObjectMissing for a registrar that there is not, PolicyForbids for one without a number at IANA or with another,
    HistoryLacks, ValueError for instants out of order, FileExistsError where the layout gives two files one name, and OSError
    when the spool cannot be written to.
    """
    if since and not (at and since < at <= cx.now):
        raise ValueError(f"{since} and {at} are not two instants gone by, one after the other")
    started = stopwatch()
    found = await cx.registry.store.reading(lambda db: registrars.by_handle(db, handle=registrar))
    number = _number(found, registrar, iana_id)
    assert found

    async def write(db: Connection, watermark: datetime) -> Written[Document]:
        writer = _Writer(cx, found, layout, spool, number)
        if since and at:
            made = await writer.incremental(db, since, at)
        else:
            made = await writer.full(db, watermark)
        return replace(made, seconds=stopwatch() - started)

    return await settled_snapshot(cx, None, write, at=since or at)


async def export_registrar(
    cx: Context,
    registrar: str,
    layout: Layout,
    folder: Path,
    *,
    at: datetime | None = None,
    since: datetime | None = None,
    iana_id: int | None = None,
) -> Written[Path]:
    """The same as files in `folder`, each there when it is whole, that of the digests last. Raises what the other raises."""
    with open_spool(folder) as spool:
        written = await write_registrar(cx, registrar, layout, spool, at=at, since=since, iana_id=iana_id)
        return written.lying(await asyncio.to_thread(put, written, folder))


def put(written: Written[Document], folder: Path) -> tuple[Path, ...]:
    """Out of their spool, in their order: who sees the digests may take the files."""
    for each in written.files:
        with whole_file(folder / each.name) as file:
            each.copy(file)
    return tuple(folder / each.name for each in written.files)


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
    """One deposit on its way into a spool."""

    def __init__(self, cx: Context, registrar: Registrar, layout: Layout, spool: Spool, number: int) -> None:
        self._cx = cx
        self._registrar = registrar
        self._layout = layout
        self._spool = spool
        self._number = number
        self._next = 1

    async def full(self, db: Connection, watermark: datetime) -> Written[Document]:
        return await self._write(db, "full", watermark)

    async def incremental(self, former: Connection, since: datetime, at: datetime) -> Written[Document]:
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

    async def _write(self, db: Connection, kind: FileKind, watermark: datetime) -> Written[Document]:
        day = watermark.astimezone(UTC).date()
        wanted = self._wanted(kind)
        made = [await self._file(db, day, *each, self._values(watermark)) for each in wanted]
        files = self._told_apart((*(file for parts in made for file in parts.files), self._digests(day, made)))
        names, handles, gone = (
            sum(parts.rows for (of, _), parts in zip(wanted, made, strict=True) if of in kinds)
            for kinds in (("full", "inc"), ("hdl",), ("del",))
        )
        size = sum(file.size for file in files)
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

    async def _file(self, db: Connection, day: date, kind: FileKind, query: str, values: dict[str, Placed]) -> Parts:
        name = partial(self._layout.file_name, self._number, day, kind)
        with Parts(self._spool, self._next, name, tuple(self._layout.fields(kind)), self._layout.rows) as parts:
            await copy_rows(db, query, parts.take, **values)
        self._next += len(parts.files)
        return parts

    def _digests(self, day: date, made: list[Parts]) -> Document:
        """The file that tells the digests of the others, as coreutils write them."""
        digests = {name: digest for parts in made for name, digest in parts.digests.items()}
        lines = "".join(f"{digest}  {each}\n" for each, digest in digests.items())
        return Document(self._layout.file_name(self._number, day, "hash"), (lines.encode(),))

    def _told_apart(self, files: tuple[Document, ...]) -> tuple[Document, ...]:
        name, times = Counter(each.name for each in files).most_common(1)[0]
        if times > 1:
            raise FileExistsError(f"the layout gives {times} files the name {name}")
        return files


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
