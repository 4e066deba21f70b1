"""Sealing a deposit: one tar, one encrypted message, cut into files that are small enough, a signature beside each.

Everything is made in a folder beside the place and moved there when it is whole: what was killed half-way leaves nothing that
looks like a deposit, and is swept away by the next that is sealed under its name.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from rde.file import Content, sync_folder
from rde.seal.archive import Dialect, write_archive
from rde.seal.engine import Engine, EngineFailed, through
from rde.seal.keys import Key
from rde.seal.sequoia import is_signed

DATA: Final = "ryde"
SIGNATURE: Final = "sig"

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Sealing:
    """With what, for whom and how. `split` is the size in octets above which an agent wants several files; 0: never."""

    engine: Engine
    recipients: tuple[Key, ...]
    own: Key
    passphrase: str
    split: int = 0
    armoured: bool = False
    dialect: Dialect = "gnu"


@dataclass(frozen=True, slots=True)
class Part:
    """A processed file and its signature, as they leave the house."""

    data: Path
    signature: Path
    size: int
    sha256: str


def seal(
    files: Sequence[Path | Content],
    name: Callable[[int], str],
    at: datetime,
    folder: Path,
    sealing: Sealing,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Part, ...]:
    """Seal the files into `folder`; `name` gives the name of the processed file of a number, from 1, without its ending.

    `progress` is told how many octets of the files were taken in since it was last told. Raises EngineFailed, also when a
    signature that was just made does not hold, and OSError when a file cannot be read or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / f".{name(1)}.sealing"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        parts = _encrypted(files, name, at, work, sealing, progress)
        for part in parts:
            _sign(part, sealing)
        return _moved(parts, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _encrypted(
    files: Sequence[Path | Content],
    name: Callable[[int], str],
    at: datetime,
    work: Path,
    sealing: Sealing,
    progress: Callable[[int], None],
) -> tuple[Part, ...]:
    home = work / "home"
    home.mkdir(mode=0o700)
    command = sealing.engine.encryption([each.path for each in sealing.recipients], home)
    cutter = _Cutter(work, name, sealing.split)
    through(command, lambda sink: write_archive(files, at, sink, sealing.dialect, progress), cutter.take_all)
    return tuple(cutter.parts)


def _sign(part: Part, sealing: Sealing) -> None:
    sealing.engine.sign(sealing.own.path, sealing.passphrase, part.data, part.signature, armoured=sealing.armoured)
    if not is_signed(part.data, part.signature, sealing.own.path):
        raise EngineFailed(f"the signature that was made of {part.data.name} does not hold")
    _sync(part.signature)


def _moved(parts: Sequence[Part], folder: Path) -> tuple[Part, ...]:
    """Into their place, each data file before its signature: who sees a signature may take the file."""
    moved = []
    for part in parts:
        data, signature = folder / part.data.name, folder / part.signature.name
        os.replace(part.data, data)
        os.replace(part.signature, signature)
        moved.append(Part(data, signature, part.size, part.sha256))
    sync_folder(folder)
    return tuple(moved)


class _Cutter:
    """Cuts a stream into files of a size at most, and knows the size and the hash of each."""

    def __init__(self, folder: Path, name: Callable[[int], str], split: int) -> None:
        self._folder = folder
        self._name = name
        self._split = split
        self.parts: list[Part] = []

    def take_all(self, source: IO[bytes]) -> None:
        ahead = source.read(self._most(0))
        while ahead or not self.parts:
            ahead = self._take_part(source, ahead)

    def _take_part(self, source: IO[bytes], data: bytes) -> bytes:
        """Write one part, and give back the first octets of the next: there is none where the stream has ended."""
        path = self._folder / f"{self._name(len(self.parts) + 1)}.{DATA}"
        size, digest = 0, hashlib.sha256()
        with open(path, "xb") as file:
            while data:
                file.write(data)
                digest.update(data)
                size += len(data)
                data = source.read(self._most(size)) if self._most(size) else b""
            file.flush()
            os.fsync(file.fileno())
        self.parts.append(Part(path, path.with_suffix(f".{SIGNATURE}"), size, digest.hexdigest()))
        return source.read(self._most(0))

    def _most(self, size: int) -> int:
        return min(_CHUNK, self._split - size) if self._split else _CHUNK


def _sync(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())
