"""Writing a deposit: the container of RFC 8909 around objects that PostgreSQL renders, in bounded memory."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from rde.csv import manifest
from rde.csv.definition import Model
from rde.csv.fields import DECLARATIONS as CSV_DECLARATIONS
from rde.csv.manifest import Lying, file_name
from rde.csv.render import finish
from rde.file import whole_file
from rde.objects import names
from rde.objects.eppparams import epp_params
from rde.objects.header import header
from rde.objects.names import DECLARATIONS
from rde.parts import Table
from rde.plan import Plan, Step, plan_full
from rde.spool import Document, Piece, Sink, Spool
from rde.spool import spool as open_spool
from rde.workers import FIRST, write_steps
from registry.actions.kept_names import gather_kept_names
from registry.actions.settled_snapshot import settled_snapshot
from registry.clock import stopwatch
from registry.context import Context
from registry.errors import ObjectMissing, PolicyForbids
from registry.store import differences
from registry.store.copying import copy_csv, instant
from registry.store.pool import Store
from registry.store.sql import Connection

# Told how many objects are written, and of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A deposit that lies in a spool, and is there as long as that is: the document, and the CSV files that it lists."""

    document: Document
    files: tuple[Document, ...]
    plan: Plan
    seconds: float


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit on the disk; `counts` by namespace as the header has them. CSV files lie beside the document at `path`."""

    path: Path
    id: str
    tld: str
    watermark: datetime
    counts: dict[str, int]
    objects: int
    bytes: int
    seconds: float


def nobody(done: int, total: int) -> None:
    return None


async def write_full(
    cx: Context,
    tld: str,
    spool: Spool,
    greeting: bytes,
    progress: Progress = nobody,
    *,
    at: datetime | None = None,
    resend: int = 0,
    workers: int = 1,
    csv: Collection[str] = (),
) -> Written:
    """Write a full deposit of `tld` into the spool, as of now or of an instant gone by; `greeting` is what the EPP server greets
    registrars with. `resend` counts those of its day that were refused before; `workers` is how many write at once.
    Objects of the namespaces in `csv` lie in CSV files.

    Raises ObjectMissing when the registry does not serve the TLD, PolicyForbids where registrars only practise in it, WorkerDied,
    and OSError when the spool cannot be written to.
    """
    demand_deposited(cx, tld)
    started = stopwatch()
    writer = Writer(cx.registry.store, spool, epp_params(greeting), progress, workers, started)

    async def write(db: Connection, watermark: datetime) -> Written:
        policy = cx.book.at(tld, watermark)
        kept = await gather_kept_names(cx, db, policy, watermark)
        return await writer.write(db, await plan_full(db, policy, watermark, resend, kept, csv))

    return await settled_snapshot(cx, cx.book.at(tld, cx.now).tld_id, write, at=at, scratch=True)


async def export_full(
    cx: Context,
    tld: str,
    folder: Path,
    greeting: bytes,
    progress: Progress = nobody,
    *,
    at: datetime | None = None,
    resend: int = 0,
    workers: int = 1,
    csv: Collection[str] = (),
) -> Deposit:
    """The same as one file in `folder`, there when it is whole; with CSV files, in a folder of its own there. Raises what
    `write_full` raises."""
    with open_spool(folder) as spool:
        written = await write_full(cx, tld, spool, greeting, progress, at=at, resend=resend, workers=workers, csv=csv)
        return await put(written, folder)


async def put(written: Written, folder: Path) -> Deposit:
    """A deposit out of its spool, as a file in the folder. CSV files of several deposits have the same names: so they have a
    folder of their own, and the document comes last."""
    started = stopwatch()
    place = folder / written.plan.name if written.files else folder
    path = place / written.document.name
    for each in (*written.files, written.document):
        with whole_file(place / each.name) as file:
            await asyncio.to_thread(each.copy, file)
    return replace(described(written, path), seconds=written.seconds + stopwatch() - started)


def described(written: Written, path: Path) -> Deposit:
    """What was written, as it lies at a place."""
    plan = written.plan
    return Deposit(
        path,
        plan.deposit_id,
        plan.tld,
        plan.watermark,
        dict(plan.counts),
        plan.objects,
        sum(each.size for each in (written.document, *written.files)),
        written.seconds,
    )


def demand_deposited(cx: Context, tld: str) -> None:
    """Raise ObjectMissing or PolicyForbids for what is no TLD that anybody holds names in."""
    if not cx.book.serves(tld):
        raise ObjectMissing(f".{tld} is not a TLD of this registry; there are {', '.join(cx.book.tlds())}.", "tld", tld)
    if cx.book.at(tld, cx.now).rules.sandbox:
        raise PolicyForbids(f".{tld} is a sandbox: nobody holds what is registered there.", "tld", tld)


_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes what is planned into a spool; `started` is what `stopwatch` said when it was asked for."""

    store: Store
    spool: Spool
    parameters: str
    progress: Progress
    workers: int
    started: float

    async def write(self, db: Connection, plan: Plan) -> Written:
        gone = await self._gone(db, plan)
        done = 0

        def more(objects: int) -> None:
            nonlocal done
            done += objects
            self.progress(done, plan.objects)

        await write_steps(self.store, db, plan.steps, self.spool, self.workers, more)
        pieces = [(step, self.spool[number]) for number, step in enumerate(plan.steps, FIRST)]
        contents = await asyncio.to_thread(_contents, plan, pieces)
        parts = (
            _lines(_opening(plan)),
            *gone.parts,
            _lines(("<rde:contents>", header(plan.tld, plan.counts))),
            _lines(each for each in (self.parameters, *plan.policies) if each),
            *contents.parts,
            _lines(("</rde:contents>", "</rde:deposit>")),
        )
        document = Document(f"{plan.name}.xml", parts)
        return Written(document, (*gone.files, *contents.files), plan, stopwatch() - self.started)

    async def _gone(self, db: Connection, plan: Plan) -> "_Told":
        if not plan.gone:
            return _Told((), ())
        told: list[_Told] = []
        for number, table in enumerate(plan.gone, FIRST + len(plan.steps)):
            with self.spool.writing(number) as sink:
                await _delete(db, table, plan.models.get(table.namespace), sink)
            told.append(await asyncio.to_thread(_deleted, plan, table, self.spool[number]))
        parts = (part for each in told for part in each.parts)
        files = tuple(file for each in told for file in each.files)
        return _Told((_lines(("<rde:deletes>",)), *parts, _lines(("</rde:deletes>",))), files)


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands in the document, and the CSV files that it lists there."""

    parts: tuple[bytes | Piece, ...]
    files: tuple[Document, ...]


def _contents(plan: Plan, pieces: Sequence[tuple[Step, Piece]]) -> _Told:
    """Objects in the order of the plan, and of those that lie in CSV files the list of these."""
    parts: list[bytes | Piece] = []
    files: list[Document] = []
    for namespace, group in groupby(pieces, key=lambda each: each[0].table.namespace):
        model, steps = plan.models.get(namespace), list(group)
        if model is None:
            parts.extend(piece for _, piece in steps)
            continue
        listed = []
        for file in model.files:
            lying = tuple(piece for step, piece in steps if step.file is file)
            document = Document(file_name(file.stem, plan.watermark), lying)
            if document.size or not file.may_lack:
                listed.append((file, Lying(document.name, document.crc())))
                files.append(document)
        parts.append(_lines((manifest.contents(model, listed),)))
    return _Told(tuple(parts), tuple(files))


def _deleted(plan: Plan, table: Table[Any], piece: Piece) -> _Told:
    model = plan.models.get(table.namespace)
    if model is None:
        return _Told((piece,), ())
    document = Document(file_name(model.main.stem, plan.watermark, deletes=True), (piece,))
    if not document.size:
        return _Told((), ())
    return _Told((_lines((manifest.deletes(model, Lying(document.name, document.crc())),)),), (document,))


async def _delete(db: Connection, table: Table[Any], model: Model | None, sink: Sink) -> None:
    versioned = table.namespace == names.IDN

    def take(data: bytes) -> None:
        sink.write(data)

    if model is None:
        tag = f"{table.element.tag.partition(':')[0]}:delete"
        await differences.copy_gone(db, table.namespace, (f"<{tag}>", f"</{tag}>"), take, versioned=versioned)
    else:
        text = differences.gone(table.namespace, "f.known", versioned=versioned)
        await copy_csv(db, text, lambda data: take(finish(data, unicode=False)))


def _opening(plan: Plan) -> Iterator[str]:
    yield _DECLARATION
    following = f' prevId="{plan.previous}"' if plan.previous else ""
    kind = (
        f'type="{"DIFF" if plan.kind == "diff" else "FULL"}" id="{plan.deposit_id}"{following} resend="{plan.resend}"'
    )
    declared = f"{DECLARATIONS} {CSV_DECLARATIONS}" if plan.models else DECLARATIONS
    yield f"<rde:deposit {kind} {declared}>"
    yield f"<rde:watermark>{instant(plan.watermark)}Z</rde:watermark>"
    menu = "".join(f"<rde:objURI>{uri}</rde:objURI>" for uri in plan.counts)
    yield f"<rde:rdeMenu><rde:version>1.0</rde:version>{menu}</rde:rdeMenu>"


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
