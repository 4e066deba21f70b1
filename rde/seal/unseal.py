"""Opening a sealed deposit: signatures first, then the message, then the tar, in a folder that is only kept if all held."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

from rde.seal.archive import ArchiveBroken, ArchiveTooLarge, read_archive
from rde.seal.engine import EngineFailed, through
from rde.seal.seal import SIGNATURE
from rde.seal.sequoia import decryption, is_signed

_CHUNK: Final = 1 << 20

# Where a deposit stopped being one.
Layer = Literal["signature", "message", "archive", "size"]


class NotOpened(Exception):
    """A sealed deposit that cannot be opened: at which layer, and why."""

    def __init__(self, layer: Layer, reason: str) -> None:
        super().__init__(reason)
        self.layer: Layer = layer


@dataclass(frozen=True, slots=True)
class Opening:
    """Whose signature it must have (None: anybody's, or none), and the key that it was encrypted to.

    `limit` bounds the octets of what comes out: a small message may hold a great many of them.
    """

    sender: Path | None
    own: Path
    passphrase: str
    limit: int


def unseal(
    parts: Sequence[Path], folder: Path, opening: Opening, progress: Callable[[int], None] = lambda done: None
) -> tuple[Path, ...]:
    """The files of a sealed deposit, whose processed files are `parts` in their order; signatures lie beside them.

    The folder is made, and there only if everything held. `progress` is told how many octets of the parts were taken in since
    it was last told. Raises NotOpened; OSError when a part cannot be read or the folder cannot be made.
    """
    if opening.sender is not None:
        for part in parts:
            _demand_signature(part, opening.sender)
    folder.mkdir(mode=0o700)
    try:
        return through(
            decryption(opening.own),
            lambda sink: _feed(parts, sink, progress),
            lambda source: read_archive(source, folder, opening.limit),
            opening.passphrase,
        )
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        match error:
            case EngineFailed():
                raise NotOpened("message", f"the message cannot be decrypted: {error}") from None
            case ArchiveTooLarge():
                raise NotOpened("size", str(error)) from None
            case ArchiveBroken():
                raise NotOpened("archive", str(error)) from None
        raise


def _demand_signature(part: Path, sender: Path) -> None:
    signature = part.with_suffix(f".{SIGNATURE}")
    if not signature.is_file():
        raise NotOpened("signature", f"{part.name} has no signature beside it: {signature.name} is missing")
    if not is_signed(part, signature, sender):
        raise NotOpened("signature", f"{signature.name} is not a signature of {part.name} by the key of {sender}")


def _feed(parts: Sequence[Path], sink: IO[bytes], progress: Callable[[int], None]) -> None:
    for part in parts:
        with open(part, "rb") as file:
            while data := file.read(_CHUNK):
                sink.write(data)
                progress(len(data))
