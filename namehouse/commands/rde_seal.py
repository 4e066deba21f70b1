"""`namehouse rde seal`, `unseal` and `keygen`: deposits as they travel."""

from collections.abc import Sequence
from pathlib import Path

import click

from namehouse.command import Misused, Refused, json_option, print_data, with_settings
from namehouse.progress import bar
from rde.seal.engine import EngineFailed
from rde.seal.keys import KeyUnusable, new_own_key, public_part
from rde.seal.seal import DATA
from rde.seal.seal import seal as seal_files
from rde.seal.setup import sealing
from rde.seal.unseal import NotOpened, Opening
from rde.seal.unseal import unseal as unseal_parts
from registry.clock import SystemClock
from registry.settings import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_GIB = 1 << 30


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder; else that of the first."
)
@json_option
@with_settings
def seal(settings: Settings, files: tuple[Path, ...], folder: Path | None, as_json: bool) -> None:
    """Encrypt FILES of one deposit to the escrow agent, as one message under the first one's name, and sign it.

    A name with _S1_ in it counts the files that a large message is cut into.
    """
    now = SystemClock().now()
    total = sum(path.stat().st_size for path in files)
    try:
        with bar("taken in", "octets") as shown:
            parts = seal_files(
                files,
                lambda number: numbered(files[0].stem, number),
                now,
                folder or files[0].parent,
                sealing(settings.escrow, now),
                lambda more: shown.advance(more, total),
            )
    except (KeyUnusable, EngineFailed, OSError) as error:
        raise Refused(f"the deposit is not sealed: {error}") from None
    print_data(
        [
            {"path": str(part.data), "signature": str(part.signature), "bytes": part.size, "sha256": part.sha256}
            for part in parts
        ],
        as_json=as_json,
    )


def numbered(stem: str, number: int) -> str:
    if "_S1_" not in stem and number > 1:
        raise EngineFailed(f"{stem} becomes several files and has no _S1_ in its name that could count them")
    return stem.replace("_S1_", f"_S{number}_")


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--key", required=True, type=_FILE, help="OpenPGP key that the deposit was encrypted to.")
@click.option("--passphrase-file", type=_FILE, help="File with the passphrase of that key.")
@click.option("--sender", type=_FILE, help="OpenPGP certificate of who must have signed it; without it nobody must.")
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help="Folder that is made for it.")
@click.option("--limit", default=64, show_default=True, help="Most GiB that may come out of it.")
@json_option
def unseal(
    files: tuple[Path, ...],
    key: Path,
    passphrase_file: Path | None,
    sender: Path | None,
    folder: Path,
    limit: int,
    as_json: bool,
) -> None:
    """Open the sealed deposit whose .ryde files, in their order, are FILES; signatures lie beside them."""
    if folder.exists():
        raise Misused(f"{folder} is there already: name a folder that is not")
    passphrase = passphrase_file.read_text(encoding="utf-8").rstrip("\r\n") if passphrase_file else ""
    total = sum(path.stat().st_size for path in files)
    try:
        with bar("opened", "octets") as shown:
            opened = unseal_parts(
                _in_order(files),
                folder,
                Opening(sender, key, passphrase, limit * _GIB),
                lambda more: shown.advance(more, total),
            )
    except (NotOpened, OSError) as error:
        raise Refused(f"the deposit is not opened: {error}") from None
    print_data([{"path": str(path), "bytes": path.stat().st_size} for path in opened], as_json=as_json)


def _in_order(files: Sequence[Path]) -> Sequence[Path]:
    if wrong := [path.name for path in files if path.suffix != f".{DATA}"]:
        raise Misused(f"{wrong[0]} does not end in .{DATA}: name the files of the deposit, not their signatures")
    return files


@click.command()
@click.option("--name", required=True, help="Whose key it is, such as 'Example Registry <escrow@example.org>'.")
@json_option
@with_settings
def keygen(settings: Settings, name: str, as_json: bool) -> None:
    """Make the key that signs our deposits, where escrow.signing_key says, and print the certificate for the agent."""
    path = settings.escrow.signing_key
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        key = new_own_key(path, name)
    except FileExistsError:
        raise Refused(f"there is a key at {path} already, and it stays; move it away to make another") from None
    except OSError as error:
        raise Refused(f"the key cannot be written: {error}") from None
    certificate = public_part(path)
    if as_json:
        print_data({"path": str(path), "fingerprint": key.fingerprint, "certificate": certificate}, as_json=True)
    else:
        click.echo(f"{path}\nfingerprint {key.fingerprint}\n\n{certificate}", nl=False)
