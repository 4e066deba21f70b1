"""`namehouse rde registrar`: what registrars deposit of their customers, with agents of their own."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, get_args

import click

from namehouse.command import Misused, Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from namehouse.commands.rde_deposits import row_of, with_house
from rde.registrar.configuration import Depositor, read_depositors
from rde.registrar.export import Written, export_registrar
from rde.registrar.layout import LAYOUTS, Layout, Specification
from rde.registrar.verify import Seen, verify_registrar
from rde.verify.findings import CODES, Findings
from registry.actions.deposit_advance import deposit_advance
from registry.actions.deposit_plan import deposit_plan_of_registrar
from registry.clock import SystemClock
from registry.context import Context
from registry.depository import Depository
from registry.model.deposit import Deposit, midnight
from registry.settings import Settings, SettingsError
from registry.store import deposits as store
from registry.store.past import HistoryLacks

_DAY: Final = click.DateTime(["%Y-%m-%d"])
_specification: Final = click.option(
    "--specification",
    type=click.Choice(get_args(Specification)),
    help="Columns by default; else as escrow.registrars says.",
)


@click.group()
def registrar() -> None:
    """Write, verify and send what registrars deposit of their customers (docs/runbooks/registrar-escrow.md)."""


@registrar.command()
@click.option("--registrar", "handle", required=True, help="Registrar whose names and contacts are deposited.")
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the files."
)
@click.option("--day", type=_DAY, help="As of 00:00:00Z of that day, such as 2026-03-02, from history.")
@click.option("--since", type=_DAY, help="Only what became otherwise since 00:00:00Z of that day; together with --day.")
@_specification
@json_option
@with_settings
def export(
    settings: Settings,
    handle: str,
    folder: Path,
    day: datetime | None,
    since: datetime | None,
    specification: Specification | None,
    as_json: bool,
) -> None:
    """Write a registrar's deposit as files of CSV, in the open: all it sponsors, as of now or of a midnight gone by."""
    layout, iana_id = _layout(settings, handle, specification)
    at = midnight(day.date()) if day else None
    begin = midnight(since.date()) if since else None
    if begin and not (at and begin < at):
        raise Misused("--since is a day before --day: name both")

    async def work(cx: Context) -> Written[Path]:
        if at and at > cx.now:
            raise Refused(f"{at:%Y-%m-%d} has not begun")
        return await export_registrar(cx, handle, layout, folder, at=at, since=begin, iana_id=iana_id)

    try:
        written = act(settings, work)
    except HistoryLacks as lack:
        raise Refused(str(lack)) from None
    except OSError as error:
        raise Refused(f"the deposit cannot be written: {error}") from None
    print_data(_row(written), as_json=as_json)


@registrar.command()
@click.option("--registrar", "handle", help="Registrar that deposits; else all that escrow.registrars names.")
@json_option
@with_settings
def run(settings: Settings, handle: str | None, as_json: bool) -> None:
    """Make registrars' deposits of today and of missed days, and bring them as far as they go, as the worker does."""
    known = depositors(settings)
    if handle is not None and handle not in known:
        raise Misused(f"{settings.escrow.registrars} has no table of {handle}")

    async def work(cx: Context, house: Depository) -> list[Deposit]:
        for each in (handle,) if handle else known:
            await deposit_plan_of_registrar(cx, each, known[each].schedule)
        due = await cx.registry.store.reading(lambda db: store.due(db, cx.now))
        own = [each for each in due if each.registrar and handle in (None, each.registrar)]
        seen = [await deposit_advance(cx, house, each.id) for each in own]
        return [each for each in seen if each is not None]

    print_data([row_of(each) for each in with_house(settings, work)], as_json=as_json)


@registrar.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--registrar", "handle", help="Registrar whose columns the files have.")
@_specification
@click.option(
    "--most", type=click.IntRange(1), default=100, show_default=True, help="Errors and warnings that are listed."
)
@json_option
@with_settings
@click.pass_context
def verify(
    context: click.Context,
    settings: Settings,
    files: tuple[Path, ...],
    handle: str | None,
    specification: Specification | None,
    most: int,
    as_json: bool,
) -> None:
    """Verify a registrar's deposit in the open: FILES are its files, or a folder with them and nothing else.

    `namehouse rde unseal` opens a sealed one. docs/reference/findings.md says what each finding means. The exit code is 0 without
    errors, 1 with.
    """
    if handle is None and specification is None:
        raise Misused("which columns should there be? Name a --registrar or a --specification")
    layout, _ = _layout(settings, handle, specification)
    try:
        paths = [each for path in files for each in (path.iterdir() if path.is_dir() else (path,))]
        given = {path for path in paths if path.is_file() and not path.name.startswith(".")}
        seen = verify_registrar(given, layout, SystemClock().now(), Findings(most))
    except OSError as error:
        raise Refused(f"the deposit cannot be read: {error}") from None
    _print(seen, as_json=as_json)
    if seen.findings.errors:
        context.exit(1)


def _layout(settings: Settings, handle: str | None, specification: Specification | None) -> tuple[Layout, int | None]:
    """As it is configured, unless a specification is named; and what the registrar's number at IANA should be."""
    depositor = depositors(settings).get(handle or "")
    if specification:
        return LAYOUTS[specification], depositor.iana_id if depositor else None
    if depositor is None:
        raise Misused(f"{settings.escrow.registrars} has no table of {handle}: write one, or name a --specification")
    return depositor.layout, depositor.iana_id


def depositors(settings: Settings) -> Mapping[str, Depositor]:
    try:
        return read_depositors(settings.escrow)
    except SettingsError as error:
        raise Misused(str(error)) from None


def _row(written: Written[Path]) -> dict[str, object]:
    return {
        "registrar": written.registrar,
        "kind": written.kind,
        "watermark": written.watermark.isoformat(),
        **written.counts,
        "bytes": written.bytes,
        "seconds": round(written.seconds, 3),
        "files": [str(path) for path in written.files],
    }


def _print(seen: Seen, *, as_json: bool) -> None:
    found = seen.findings
    rows = [
        {"severity": each.severity, "code": each.code, "about": each.about, "text": each.text} for each in found.kept
    ]
    summary = {
        "valid": not found.errors,
        "errors": found.errors,
        "warnings": found.warnings,
        "iana_id": seen.iana_id,
        "day": seen.day.isoformat() if seen.day else None,
        "kind": seen.kind,
        "names": seen.names,
        "handles": seen.handles,
        "gone": seen.gone,
    }
    if as_json:
        print_data({**summary, "by_code": dict(found.by_code), "findings": rows}, as_json=True)
        return
    if rows:
        print_data(rows, as_json=False)
        click.echo("")
        for code, count in found.by_code.most_common():
            click.echo(f"{count:>10,}  {code}: {CODES[code].meaning}")
        click.echo("")
    print_data(summary, as_json=False)
