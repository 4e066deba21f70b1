"""`namehouse rde`: escrow deposits of a TLD."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from rde.deposit import Deposit, export_full
from rde.objects import names
from registry.clock import stopwatch
from registry.context import Context
from registry.settings import Settings

# A bar that comes and goes at once only unsettles.
_PATIENCE: Final = 1.0
_KINDS: Final = {
    "domains": names.DOMAIN,
    "hosts": names.HOST,
    "contacts": names.CONTACT,
    "registrars": names.REGISTRAR,
}


@click.group()
def rde() -> None:
    """Write escrow deposits."""


@rde.command()
@click.option("--tld", required=True, help="TLD whose names are deposited.")
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the deposit."
)
@click.option("--validate", "validated", is_flag=True, help="Hold the deposit against the XML schemas.")
@json_option
@with_settings
def export(settings: Settings, tld: str, folder: Path, validated: bool, as_json: bool) -> None:
    """Write a full deposit (RFC 8909, RFC 9022), as of now; it is there when it is whole."""

    async def work(cx: Context) -> Deposit:
        with _bar("written") as bar:
            return await export_full(cx, tld.lower().strip("."), folder, _greeting(settings, cx), bar.show)

    try:
        deposit = act(settings, work)
    except OSError as error:
        raise Refused(f"the deposit cannot be written: {error}") from None
    row = _row(deposit)
    if validated:
        _validate(deposit)
        row["valid"] = True
    print_data(row, as_json=as_json)


def _greeting(settings: Settings, cx: Context) -> bytes:
    """What registrars are greeted with: the parameters of EPP in the deposit are taken from it."""
    from epp.extensions import EXTENSIONS
    from epp.greeting import write_greeting
    from epp.services import menu

    offered = menu(cx.book, cx.now, [extension.namespace for extension in EXTENSIONS])
    return write_greeting(settings.epp.server_name, cx.now, offered)


def _validate(deposit: Deposit) -> None:
    from rde.verify import DepositInvalid, validate

    with _bar("validated") as bar:
        try:
            count = validate(deposit.path, lambda done: bar.show(done, deposit.objects))
        except DepositInvalid as error:
            raise Refused(f"{deposit.path} is not valid: {error}") from None
    if count != deposit.objects:
        raise Refused(f"{deposit.path} holds {count} objects, not the {deposit.objects} that its header counts")


def _row(deposit: Deposit) -> dict[str, object]:
    return {
        "path": str(deposit.path),
        "id": deposit.id,
        "tld": deposit.tld,
        "watermark": deposit.watermark.isoformat(),
        **{kind: deposit.counts[uri] for kind, uri in _KINDS.items() if uri in deposit.counts},
        "objects": deposit.objects,
        "bytes": deposit.bytes,
        "seconds": round(deposit.seconds, 3),
        "objects_per_second": round(deposit.objects / deposit.seconds),
    }


class _Bar:
    """A progress bar on a terminal, once there is something to wait for."""

    def __init__(self, done: str) -> None:
        columns = (TextColumn(f"{{task.completed:>10,}} objects {done}"), BarColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, transient=True, console=Console(stderr=True))
        self._task = self._progress.add_task(done)
        self._on = False
        self._next = stopwatch() + _PATIENCE if sys.stderr.isatty() else float("inf")

    def show(self, done: int, total: int) -> None:
        if stopwatch() < self._next:
            return
        if not self._on:
            self._progress.start()
            self._on = True
        self._progress.update(self._task, completed=done, total=total)
        self._next = stopwatch() + 0.1

    def stop(self) -> None:
        if self._on:
            self._progress.stop()


@contextmanager
def _bar(done: str) -> Iterator[_Bar]:
    bar = _Bar(done)
    try:
        yield bar
    finally:
        bar.stop()
