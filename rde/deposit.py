"""Writing a deposit: the container of RFC 8909 around objects that PostgreSQL renders, in bounded memory."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from rde.file import whole_file
from rde.objects import names
from rde.objects.eppparams import epp_params
from rde.objects.header import header
from rde.objects.names import DECLARATIONS
from rde.parts import Table
from rde.plan import Plan, plan_full
from rde.spool import Document, Piece, Sink, Spool
from rde.spool import spool as open_spool
from rde.workers import FIRST, write_steps
from registry.actions.kept_names import gather_kept_names
from registry.actions.settled_snapshot import settled_snapshot
from registry.clock import stopwatch
from registry.context import Context
from registry.errors import ObjectMissing, PolicyForbids
from registry.store import differences
from registry.store.copying import instant
from registry.store.pool import Store
from registry.store.sql import Connection

# Told how many objects are written, and of how many.
Progress = Callable[[int, int], None]

# The piece of a spool that holds what is gone since; those after it are the steps'.
_GONE: Final = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A deposit that lies in a spool, and is there as long as that is."""

    document: Document
    plan: Plan
    seconds: float


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit on the disk; `counts` by namespace as the header has them."""

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
) -> Written:
    """Write a full deposit of `tld` into the spool, as of now or of an instant gone by; `greeting` is what the EPP server greets
    registrars with. `resend` counts those of its day that were refused before; `workers` is how many write at once.

    Raises ObjectMissing when the registry does not serve the TLD, PolicyForbids where registrars only practise in it, WorkerDied,
    and OSError when the spool cannot be written to.
    """
    demand_deposited(cx, tld)
    started = stopwatch()
    writer = Writer(cx.registry.store, spool, epp_params(greeting), progress, workers, started)

    async def write(db: Connection, watermark: datetime) -> Written:
        policy = cx.book.at(tld, watermark)
        kept = await gather_kept_names(cx, db, policy, watermark)
        return await writer.write(db, await plan_full(db, policy, watermark, resend, kept))

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
) -> Deposit:
    """The same as one file in `folder`, which is there when it is whole. Raises what `write_full` raises."""
    with open_spool(folder) as spool:
        written = await write_full(cx, tld, spool, greeting, progress, at=at, resend=resend, workers=workers)
        return await put(written, folder)


async def put(written: Written, folder: Path) -> Deposit:
    """A deposit out of its spool, as a file in the folder."""
    started, path = stopwatch(), folder / written.document.name
    with whole_file(path) as file:
        await asyncio.to_thread(written.document.copy, file)
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
        written.document.size,
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
        parts = (
            _lines(_opening(plan)),
            *gone,
            _lines(("<rde:contents>", header(plan.tld, plan.counts))),
            _lines(each for each in (self.parameters, *plan.policies) if each),
            *(self.spool[number] for number in range(FIRST, FIRST + len(plan.steps))),
            _lines(("</rde:contents>", "</rde:deposit>")),
        )
        return Written(Document(f"{plan.name}.xml", parts), plan, stopwatch() - self.started)

    async def _gone(self, db: Connection, plan: Plan) -> tuple[bytes | Piece, ...]:
        if not plan.gone:
            return ()
        with self.spool.writing(_GONE) as sink:
            for table in plan.gone:
                await _delete(db, table, sink)
        return (_lines(("<rde:deletes>",)), self.spool[_GONE], _lines(("</rde:deletes>",)))


async def _delete(db: Connection, table: Table[Any], sink: Sink) -> None:
    tag = f"{table.element.tag.partition(':')[0]}:delete"
    around, versioned = (f"<{tag}>", f"</{tag}>"), table.namespace == names.IDN

    def take(data: bytes) -> None:
        sink.write(data)

    await differences.copy_gone(db, table.namespace, around, take, versioned=versioned)


def _opening(plan: Plan) -> Iterator[str]:
    yield _DECLARATION
    following = f' prevId="{plan.previous}"' if plan.previous else ""
    kind = (
        f'type="{"DIFF" if plan.kind == "diff" else "FULL"}" id="{plan.deposit_id}"{following} resend="{plan.resend}"'
    )
    yield f"<rde:deposit {kind} {DECLARATIONS}>"
    yield f"<rde:watermark>{instant(plan.watermark)}Z</rde:watermark>"
    menu = "".join(f"<rde:objURI>{uri}</rde:objURI>" for uri in plan.counts)
    yield f"<rde:rdeMenu><rde:version>1.0</rde:version>{menu}</rde:rdeMenu>"


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
