"""`namehouse rde`: escrow deposits of a TLD."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from namehouse.commands.rde_deposits import deposits, resend, retry, run
from namehouse.commands.rde_registrar import registrar
from namehouse.commands.rde_restore import restore
from namehouse.commands.rde_seal import keygen, numbered, seal, unseal
from namehouse.commands.rde_verify import verify
from namehouse.greeting import greeting_of
from namehouse.progress import bar
from rde.csv.models import KINDS, OF_XML
from rde.deposit import Deposit, Written, described, put, write_full
from rde.depository import in_files, repositories_of
from rde.objects import names
from rde.seal.engine import EngineFailed
from rde.seal.keys import KeyUnusable
from rde.seal.seal import seal as seal_files
from rde.seal.setup import sealing
from rde.spool import Spool, spool
from rde.thin import write_thin
from rde.workers import WorkerDied, workers_of
from registry.clock import SystemClock, stopwatch
from registry.context import Context
from registry.model.deposit import midnight
from registry.settings import Settings, SettingsError
from registry.store.past import HistoryLacks

_KINDS: Final = {
    "domains": names.DOMAIN,
    "hosts": names.HOST,
    "contacts": names.CONTACT,
    "registrars": names.REGISTRAR,
}


@click.group()
def rde() -> None:
    """Write escrow deposits, bring them to the agent, open what was sealed, verify and restore what anybody deposited."""


for _command in (deposits, run, retry, resend, seal, unseal, verify, restore, keygen, registrar):
    rde.add_command(_command)


@rde.command()
@click.option("--tld", required=True, help="TLD whose names are deposited.")
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the deposit."
)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="As of 00:00:00Z of that day, such as 2026-03-02, from history."
)
@click.option(
    "--kind",
    type=click.Choice(["full", "thin"]),
    default="full",
    show_default=True,
    help="All of a TLD, or its names and registrars alone, as ICANN gets them every week (BRDA).",
)
@click.option(
    "--csv",
    "csv_kinds",
    multiple=True,
    type=click.Choice(list(KINDS)),
    help="Kind of objects that lies in CSV files and not in XML; several may be named. Without it, what escrow.csv says.",
)
@click.option("--validate", "validated", is_flag=True, help="Hold the deposit against the schemas and all rules.")
@click.option("--seal", "sealed", is_flag=True, help="Seal it for whom it is: nothing is left open beside it.")
@json_option
@with_settings
def export(
    settings: Settings,
    tld: str,
    folder: Path,
    day: datetime | None,
    kind: str,
    csv_kinds: tuple[str, ...],
    validated: bool,
    sealed: bool,
    as_json: bool,
) -> None:
    """Write a deposit that tells all (RFC 8909, RFC 9022), as of now or of a midnight gone by; it is there when it is whole."""
    tld, at = tld.lower().strip("."), midnight(day.date()) if day else None
    csv = frozenset(KINDS[each] for each in csv_kinds) or in_files(settings.escrow, tld)

    async def work(cx: Context) -> dict[str, object]:
        if at and at > cx.now:
            raise Refused(f"{at:%Y-%m-%d} has not begun")
        with spool(folder, encrypted=settings.escrow.spool_encrypted) as place:
            written = await _written(settings, cx, tld, kind, place, at, csv)
            laid = None if sealed else _row(await put(written, folder))
            if validated:
                _validate(settings, written)
            found = laid or _sealed(settings, written, folder)
            return {**found, "valid": True} if validated else found

    try:
        print_data(act(settings, work), as_json=as_json)
    except (HistoryLacks, WorkerDied) as failure:
        raise Refused(str(failure)) from None
    except SettingsError as failure:
        raise Refused("; ".join(failure.problems)) from None
    except (KeyUnusable, EngineFailed) as failure:
        raise Refused(f"the deposit is not sealed: {failure}") from None
    except OSError as error:
        raise Refused(f"the deposit cannot be written: {error}") from None


async def _written(
    settings: Settings, cx: Context, tld: str, kind: str, place: Spool, at: datetime | None, csv: frozenset[str]
) -> Written:
    workers = workers_of(settings.escrow)
    with bar("written") as shown:
        if kind == "thin":
            return await write_thin(cx, tld, place, shown.show, at=at, workers=workers)
        greeting = greeting_of(settings)(replace(cx, now=at or cx.now))
        return await write_full(cx, tld, place, greeting, shown.show, at=at, workers=workers, csv=csv)


def _validate(settings: Settings, written: Written) -> None:
    from rde.verify import DepositInvalid, validate

    name, objects = written.document.name, written.plan.objects
    expected = replace(written.plan.expected, repositories=repositories_of(settings.escrow))
    with bar("validated") as shown:
        try:
            count = validate(
                written.document, lambda done: shown.show(done, objects), files=written.files, expected=expected
            )
        except DepositInvalid as error:
            raise Refused(f"{name} is not valid: {error}; namehouse rde verify lists all") from None
    if count != objects:
        raise Refused(f"{name} holds {count} objects, not the {objects} that its header counts")


def _sealed(settings: Settings, written: Written, folder: Path) -> dict[str, object]:
    """As files for the agent; the time is that from the database to these."""
    started, now, files = stopwatch(), SystemClock().now(), (written.document, *written.files)
    size = sum(each.size for each in files)
    with bar("sealed", "octets") as shown:
        parts = seal_files(
            files,
            lambda number: numbered(written.plan.name, number),
            now,
            folder,
            sealing(settings.escrow, now, for_icann=written.plan.kind == "thin"),
            lambda more: shown.advance(more, size),
        )
    seconds = written.seconds + stopwatch() - started
    made = replace(described(written, parts[0].data), bytes=sum(part.size for part in parts), seconds=seconds)
    return {**_row(made), "files": len(parts)}


def _row(deposit: Deposit) -> dict[str, object]:
    return {
        "path": str(deposit.path),
        "id": deposit.id,
        "tld": deposit.tld,
        "watermark": deposit.watermark.isoformat(),
        **{
            kind: deposit.counts[uri]
            for kind, xml in _KINDS.items()
            for uri in (xml, OF_XML[xml])
            if uri in deposit.counts
        },
        "objects": deposit.objects,
        "bytes": deposit.bytes,
        "seconds": round(deposit.seconds, 3),
        "objects_per_second": round(deposit.objects / deposit.seconds),
    }
