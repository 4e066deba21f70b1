"""Writing a deposit: the container of RFC 8909 around objects that PostgreSQL renders, in bounded memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from rde.file import whole_file
from rde.objects import names
from rde.objects.eppparams import epp_params
from rde.objects.header import header
from rde.objects.names import DECLARATIONS
from rde.parts import Table
from rde.plan import Plan, Step, plan_full
from rde.render import finish, sql
from registry.actions.kept_names import gather_kept_names
from registry.actions.settled_snapshot import settled_snapshot
from registry.clock import stopwatch
from registry.context import Context
from registry.errors import ObjectMissing, PolicyForbids
from registry.store import differences
from registry.store.copying import copy, instant
from registry.store.sql import Connection

# Told how many objects are written, and of how many.
Progress = Callable[[int, int], None]


class CountsDiffer(Exception):
    """The objects written are not those that were counted in the same snapshot: the deposit must not leave the house."""


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


async def export_full(
    cx: Context,
    tld: str,
    folder: Path,
    greeting: bytes,
    progress: Progress = nobody,
    *,
    at: datetime | None = None,
    resend: int = 0,
) -> Deposit:
    """Write a full deposit of `tld` into `folder`, as of now or of an instant gone by; `greeting` is what the EPP server greets
    registrars with. `resend` counts those of its day that were refused before.

    Raises ObjectMissing when the registry does not serve the TLD, PolicyForbids where registrars only practise in it, and
    OSError when the folder cannot be written to.
    """
    demand_deposited(cx, tld)
    started = stopwatch()
    parameters = epp_params(greeting)

    async def write(db: Connection, watermark: datetime) -> Deposit:
        policy = cx.book.at(tld, watermark)
        plan = await plan_full(db, policy, watermark, resend, await gather_kept_names(cx, db, policy, watermark))
        return await write_deposit(db, plan, folder, parameters, progress, started)

    return await settled_snapshot(cx, cx.book.at(tld, cx.now).tld_id, write, at=at, scratch=True)


def demand_deposited(cx: Context, tld: str) -> None:
    """Raise ObjectMissing or PolicyForbids for what is no TLD that anybody holds names in."""
    if not cx.book.serves(tld):
        raise ObjectMissing(f".{tld} is not a TLD of this registry; there are {', '.join(cx.book.tlds())}.", "tld", tld)
    if cx.book.at(tld, cx.now).rules.sandbox:
        raise PolicyForbids(f".{tld} is a sandbox: nobody holds what is registered there.", "tld", tld)


async def write_deposit(
    db: Connection, plan: Plan, folder: Path, parameters: str, progress: Progress, started: float
) -> Deposit:
    """What is planned, as a file in the folder."""
    path = folder / f"{plan.name}.xml"
    with whole_file(path) as file:
        await _Writer(db, plan, file, progress).write(parameters)
        size = file.tell()
    took = stopwatch() - started
    return Deposit(path, plan.deposit_id, plan.tld, plan.watermark, dict(plan.counts), plan.objects, size, took)


_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'


class _Writer:
    """One deposit on its way to a file."""

    def __init__(self, db: Connection, plan: Plan, file: BinaryIO, progress: Progress) -> None:
        self._db = db
        self._plan = plan
        self._file = file
        self._progress = progress
        self._done = 0
        self._rest = b""

    async def write(self, parameters: str) -> None:
        self._lines(self._opening())
        if self._plan.gone:
            self._lines(("<rde:deletes>",))
            for table in self._plan.gone:
                await self._delete(table)
            self._lines(("</rde:deletes>",))
        self._lines(("<rde:contents>",))
        around = (header(self._plan.tld, self._plan.counts), parameters, *self._plan.policies)
        self._lines(tuple(each for each in around if each))
        for step in self._plan.steps:
            await self._copy(step)
        self._lines(("</rde:contents>", "</rde:deposit>"))

    def _opening(self) -> Iterator[str]:
        plan = self._plan
        yield _DECLARATION
        following = f' prevId="{plan.previous}"' if plan.previous else ""
        kind = f'type="{"DIFF" if plan.kind == "diff" else "FULL"}" id="{plan.deposit_id}"{following} resend="{plan.resend}"'
        yield f"<rde:deposit {kind} {DECLARATIONS}>"
        yield f"<rde:watermark>{instant(plan.watermark)}Z</rde:watermark>"
        menu = "".join(f"<rde:objURI>{uri}</rde:objURI>" for uri in plan.counts)
        yield f"<rde:rdeMenu><rde:version>1.0</rde:version>{menu}</rde:rdeMenu>"

    def _lines(self, lines: Iterator[str] | tuple[str, ...]) -> None:
        self._file.write("".join(f"{line}\n" for line in lines).encode())

    async def _copy(self, step: Step) -> None:
        rows = await copy(self._db, sql(step.table, mixed=step.mixed, among=step.among), self._take, **step.values)
        if rows != step.count or self._rest:
            raise CountsDiffer(f"{step.table.namespace}: {step.count} objects were counted, {rows} written")

    async def _delete(self, table: Table[Any]) -> None:
        tag = f"{table.element.tag.partition(':')[0]}:delete"
        around, versioned = (f"<{tag}>", f"</{tag}>"), table.namespace == names.IDN
        await differences.copy_gone(self._db, table.namespace, around, self._write, versioned=versioned)

    def _write(self, data: bytes) -> None:
        self._file.write(data)

    def _take(self, data: bytes) -> None:
        """What PostgreSQL sent, cut into whole lines; a line is an object."""
        whole, end, rest = (self._rest + data).rpartition(b"\n") if self._rest else data.rpartition(b"\n")
        self._rest = rest
        self._file.write(finish(whole + end))
        self._done += data.count(b"\n")
        self._progress(self._done, self._plan.objects)
