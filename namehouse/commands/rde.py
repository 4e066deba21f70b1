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
from namehouse.commands.rde_seal import keygen, seal, unseal
from namehouse.commands.rde_verify import verify
from namehouse.greeting import greeting_of
from namehouse.progress import bar
from rde.deposit import Deposit, export_full
from rde.objects import names
from rde.thin import export_thin
from registry.context import Context
from registry.model.deposit import midnight
from registry.settings import Settings
from registry.store.past import HistoryLacks

_KINDS: Final = {
    "domains": names.DOMAIN,
    "hosts": names.HOST,
    "contacts": names.CONTACT,
    "registrars": names.REGISTRAR,
}


@click.group()
def rde() -> None:
    """Write escrow deposits, bring them to the agent, open what was sealed, and verify what anybody deposited."""


for _command in (deposits, run, retry, resend, seal, unseal, verify, keygen, registrar):
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
@click.option("--validate", "validated", is_flag=True, help="Hold the deposit against the schemas and all rules.")
@json_option
@with_settings
def export(
    settings: Settings, tld: str, folder: Path, day: datetime | None, kind: str, validated: bool, as_json: bool
) -> None:
    """Write a deposit that tells all (RFC 8909, RFC 9022), as of now or of a midnight gone by; it is there when it is whole."""
    tld, at = tld.lower().strip("."), midnight(day.date()) if day else None

    async def work(cx: Context) -> Deposit:
        if at and at > cx.now:
            raise Refused(f"{at:%Y-%m-%d} has not begun")
        greeting = greeting_of(settings)(replace(cx, now=at or cx.now))
        with bar("written") as shown:
            if kind == "thin":
                return await export_thin(cx, tld, folder, shown.show, at=at)
            return await export_full(cx, tld, folder, greeting, shown.show, at=at)

    try:
        deposit = act(settings, work)
    except HistoryLacks as lack:
        raise Refused(str(lack)) from None
    except OSError as error:
        raise Refused(f"the deposit cannot be written: {error}") from None
    row = _row(deposit)
    if validated:
        _validate(deposit)
        row["valid"] = True
    print_data(row, as_json=as_json)


def _validate(deposit: Deposit) -> None:
    from rde.verify import DepositInvalid, validate

    with bar("validated") as shown:
        try:
            count = validate(deposit.path, lambda done: shown.show(done, deposit.objects))
        except DepositInvalid as error:
            raise Refused(f"{deposit.path} is not valid: {error}; namehouse rde verify lists all") from None
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
