"""`namehouse rde restore`: a TLD that rises from deposits, whoever made them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from namehouse.command import Misused, Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from namehouse.commands.rde_verify import Bars, findings_data, most_option, opening_of, print_findings, sealed_options
from namehouse.policy_files import read_document
from rde.restore.chain import deposits_of
from rde.restore.mapping import Identities, MappingUnclear, read_mapping
from rde.restore.restore import FIRM, LOST, Restored, RestoreWish
from rde.restore.restore import restore as restore_tld
from rde.verify.findings import CODES
from rde.verify.sealed import Unclear
from registry.actions.rise import RegistrarMade
from registry.context import Context
from registry.settings import Settings

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_OPEN_TO_DESPITE: Final = sorted(code for code, each in CODES.items() if each.severity == "error" and code not in FIRM)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--mapping", type=_FILE, help="TOML file: who the deposit's registrars and IDN tables are here.")
@click.option("--rules", type=_FILE, help="Open the TLD with these rules, as `namehouse tld add` does.")
@click.option(
    "--despite", multiple=True, metavar="CODE", help="Restore in spite of errors with that code; several may be named."
)
@click.option("--dry-run", "rehearsal", is_flag=True, help="Do everything, take it back, and tell what it would be.")
@sealed_options
@most_option
@reason_option
@json_option
@with_settings
@click.pass_context
def restore(
    context: click.Context,
    settings: Settings,
    files: tuple[Path, ...],
    mapping: Path | None,
    rules: Path | None,
    despite: tuple[str, ...],
    rehearsal: bool,
    key: Path | None,
    passphrase_file: Path | None,
    sender: Path | None,
    limit: int,
    most: int,
    reason: str | None,
    as_json: bool,
) -> None:
    """Restore a TLD that holds no names from a full deposit, and the differential ones that follow it, in any order.

    FILES are open (.xml) or sealed (.ryde) deposits, or folders with them. All of it becomes part of the registry at once, or
    nothing does; who was interrupted calls the same again. The exit code is 1 where errors forbid it.
    """
    if unknown := sorted(set(despite) - set(_OPEN_TO_DESPITE)):
        raise Misused(f"{unknown[0]} is no error that a restore can be made in spite of")
    try:
        deposits = deposits_of(files)
        opening = opening_of(any(each.parts for each in deposits), key, passphrase_file, sender, limit)
        wish = RestoreWish(
            deposits,
            opening,
            read_mapping(mapping) if mapping else Identities(),
            read_document(rules) if rules else None,
            frozenset(despite),
            rehearsal,
            most,
        )
        with Bars() as bars:

            async def work(cx: Context) -> Restored:
                return await restore_tld(cx, wish, bars.show)

            done = act(settings, work, reason=reason)
    except (Unclear, MappingUnclear) as error:
        raise Misused(str(error)) from None
    except OSError as error:
        raise Refused(f"the deposit cannot be read: {error}") from None
    _print(done, rehearsal=rehearsal, as_json=as_json)
    if done.stopped:
        context.exit(1)


def _print(done: Restored, *, rehearsal: bool, as_json: bool) -> None:
    registrars = [{"deposit": each.id, "here": each.handle, "is": each.fate} for each in _registrars(done)]
    if as_json:
        whole = {**_summary(done, rehearsal), "registrars": registrars, "lost": LOST, **findings_data(done.findings)}
        print_data(whole, as_json=True)
        return
    print_findings(done.findings)
    if registrars:
        print_data(registrars, as_json=False)
        click.echo("")
    if done.risen and not done.stopped:
        click.echo("No deposit holds:")
        for line in LOST:
            click.echo(f"  {line}")
        click.echo("")
    print_data(_summary(done, rehearsal), as_json=False)


def _registrars(done: Restored) -> list[RegistrarMade]:
    return done.risen.registrars if done.risen else []


def _summary(done: Restored, rehearsal: bool) -> Mapping[str, object]:
    risen = done.risen
    return {
        "restored": bool(risen and not done.stopped and not rehearsal),
        "stopped_by": done.stopped,
        "errors": done.findings.errors,
        "warnings": done.findings.warnings,
        "resumed": done.resumed,
        "tld": done.tld,
        "deposits": [
            {"type": each.type, "id": each.id, "watermark": each.watermark.isoformat()} for each in done.deposits
        ],
        **({f"{kind}s": count for kind, count in sorted(risen.counts.items())} if risen else {}),
        "names_put_on_list": risen.kept_names if risen else None,
    }
