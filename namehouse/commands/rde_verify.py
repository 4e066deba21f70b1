"""`namehouse rde verify`: a deposit, open or sealed, held against everything that a receiver would refuse it for."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

import click

from namehouse.command import Misused, Refused, json_option, print_data
from namehouse.progress import Bar, bar
from rde.expected import DataModel, Expected, HostModel, RegistryUnclear, read_repositories
from rde.seal.unseal import Opening
from rde.verify.deposit import Seen
from rde.verify.findings import CODES, Findings
from rde.verify.sealed import Unclear, given, id_of
from rde.verify.sealed import verify as verify_files
from registry.clock import SystemClock

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_GIB: Final = 1 << 30

FC = TypeVar("FC", bound=Callable[..., Any])


def sealed_options(command: FC) -> FC:
    """What it takes to open a sealed deposit."""
    options = (
        click.option("--key", type=_FILE, help="OpenPGP key that a sealed deposit was encrypted to."),
        click.option("--passphrase-file", type=_FILE, help="File with the passphrase of that key."),
        click.option("--sender", type=_FILE, help="OpenPGP certificate of who must have signed it."),
        click.option(
            "--limit", type=click.IntRange(1), default=64, show_default=True, help="Most GiB that may come out of it."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


most_option: Final = click.option(
    "--most", type=click.IntRange(1), default=100, show_default=True, help="Errors and warnings that are listed."
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@sealed_options
@click.option(
    "--after",
    multiple=True,
    type=_FILE,
    help="Open deposit that one of changes may follow; several may be named.",
)
@click.option("--data-model", type=click.Choice(get_args(DataModel)), help="Data model of the TLD, if you know it.")
@click.option("--host-model", type=click.Choice(get_args(HostModel)), help="What its name servers are, if you know it.")
@click.option(
    "--repository-ids", type=_FILE, help="IANA's registry of repository ids (XML): ROIDs must end in one of these."
)
@most_option
@json_option
@click.pass_context
def verify(
    context: click.Context,
    files: tuple[Path, ...],
    key: Path | None,
    passphrase_file: Path | None,
    sender: Path | None,
    limit: int,
    after: tuple[Path, ...],
    data_model: DataModel | None,
    host_model: HostModel | None,
    repository_ids: Path | None,
    most: int,
    as_json: bool,
) -> None:
    """Verify a deposit: FILES are one .xml, the .ryde files of one in any order, or a folder that holds the one or the other.

    docs/reference/findings.md says what each finding means. The exit code is 0 without errors, 1 with.
    """
    findings = Findings(most)
    try:
        named = given(files)
        opening = opening_of(bool(named.parts), key, passphrase_file, sender, limit)
        with Bars() as bars:
            known = frozenset(map(id_of, after)) if after else None
            repositories = read_repositories(repository_ids) if repository_ids else None
            expected = Expected(data_model, host_model, repositories, known)
            seen = verify_files(named, opening, SystemClock().now(), findings, bars.show, expected)
    except (Unclear, RegistryUnclear) as error:
        raise Misused(str(error)) from None
    except OSError as error:
        raise Refused(f"the deposit cannot be read: {error}") from None
    _print(seen, as_json=as_json)
    if findings.errors:
        context.exit(1)


def opening_of(
    sealed: bool, key: Path | None, passphrase_file: Path | None, sender: Path | None, limit: int
) -> Opening | None:
    """How what is sealed is opened. Raises Misused, OSError."""
    if sealed and key is None:
        raise Misused("a sealed deposit is opened with the key it was encrypted to: name it by --key")
    try:
        return Opening(sender, key, _passphrase(passphrase_file), limit * _GIB) if key else None
    except UnicodeDecodeError:
        raise Misused(f"{passphrase_file} is not in UTF-8") from None


def _passphrase(path: Path | None) -> str:
    return path.read_text(encoding="utf-8").rstrip("\r\n") if path else ""


class Bars(ExitStack):
    """A bar for each thing that is done."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: dict[str, Bar] = {}

    def show(self, done_to_it: str, done: int, total: int) -> None:
        if done_to_it not in self._bars:
            self.close()  # what was done before is over
            self._bars = {done_to_it: self.enter_context(bar(done_to_it, "octets"))}
        self._bars[done_to_it].show(done, total)


def _print(seen: Seen, *, as_json: bool) -> None:
    if as_json:
        print_data({**_summary(seen), **findings_data(seen.findings)}, as_json=True)
        return
    print_findings(seen.findings)
    print_data(_summary(seen), as_json=False)


def findings_data(found: Findings) -> Mapping[str, object]:
    return {"by_code": dict(found.by_code), "findings": _rows(found)}


def _rows(found: Findings) -> list[dict[str, object]]:
    return [
        {"severity": each.severity, "code": each.code, "about": each.about, "text": each.text} for each in found.kept
    ]


def print_findings(found: Findings) -> None:
    """Those that were kept, and how many there are of each code."""
    if not found.kept:
        return
    print_data(_rows(found), as_json=False)
    click.echo("")
    for code, count in found.by_code.most_common():
        click.echo(f"{count:>10,}  {code}: {CODES[code].meaning}")
    click.echo("")


def _summary(seen: Seen) -> Mapping[str, object]:
    frame = seen.frame
    return {
        "valid": not seen.findings.errors,
        "errors": seen.findings.errors,
        "warnings": seen.findings.warnings,
        "tld": frame.tld,
        "type": frame.type or None,
        "id": frame.id or None,
        "watermark": frame.watermark_text or None,
        "objects": seen.objects,
    }
