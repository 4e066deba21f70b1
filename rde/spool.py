"""Where a deposit lies in pieces between its being written and its being sealed: readable by its owner alone, and encrypted where
that is wanted, with a key that nobody keeps.

A spool is a folder that is gone when its block ends. Whoever is killed leaves one behind that nobody holds any more; it goes when
the next one is opened beside it.
"""

import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rde.held import held_folder, sweep_folders

_PREFIX: Final = ".spool-"
_BLOCK: Final = 1 << 20
_TAG: Final = 16
_KEY_BITS: Final = 256


class Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the spool; `size` is that of what was written into it, whatever it takes on the disk."""

    path: Path
    number: int
    size: int
    key: bytes | None = field(repr=False)

    def blocks(self) -> Iterator[bytes]:
        """What was written, in bounded blocks. Raises OSError for a file that is not what was written."""
        size = 0
        for block in _opened(self.path, self.number, self.key) if self.key else _plain(self.path):
            size += len(block)
            yield block
        if size != self.size:
            raise OSError(f"{self.path} has {size} octets, where {self.size} were written")


class Spool:
    """Pieces by their numbers; one that is written again is the new one."""

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self._folder = folder
        self._key = key
        self._pieces: dict[int, Piece] = {}

    @contextmanager
    def writing(self, number: int) -> Iterator[Sink]:
        """What the block writes becomes the piece of that number."""
        path = self._folder / f"{number:06}"
        with open(path, "wb", buffering=_BLOCK, opener=_private) as file:
            sink = _Counted(file) if self._key is None else _Encrypting(file, number, self._key)
            yield sink
            sink.finish()
        self._pieces[number] = Piece(path, number, sink.size, self._key)

    def __getitem__(self, number: int) -> Piece:
        return self._pieces[number]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was never written as one: its octets and pieces of a spool, one after the other."""

    name: str
    parts: tuple[bytes | Piece, ...]

    @property
    def size(self) -> int:
        return sum(len(part) if isinstance(part, bytes) else part.size for part in self.parts)

    def open(self) -> BinaryIO:
        return io.BufferedReader(_Joined(self.blocks()), _BLOCK)

    def blocks(self) -> Iterator[bytes]:
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.blocks()

    def crc(self) -> int:
        """The CRC-32 of it all."""
        value = 0
        for block in self.blocks():
            value = zlib.crc32(block, value)
        return value

    def copy(self, file: BinaryIO) -> None:
        for block in self.blocks():
            file.write(block)


@contextmanager
def spool(beside: Path, *, encrypted: bool = False) -> Iterator[Spool]:
    """A spool in a folder of its own below `beside`, which is made where there is none."""
    beside.mkdir(parents=True, exist_ok=True)
    with held_folder(beside, _PREFIX) as folder:
        yield Spool(folder, AESGCM.generate_key(_KEY_BITS) if encrypted else None)


def sweep_spools(beside: Path) -> int:
    """Remove the spools that nobody holds; how many there were."""
    return sweep_folders(beside, _PREFIX)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


# --- what lies on the disk -------------------------------------------------------------------------------------------


class _Counted:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0

    def write(self, data: bytes, /) -> None:
        self._file.write(data)
        self.size += len(data)

    def finish(self) -> None:
        return None


class _Encrypting:
    """AES-GCM, block by block. A key is one run's and a number one piece's, so that no nonce comes twice."""

    def __init__(self, file: BinaryIO, number: int, key: bytes) -> None:
        self._file = file
        self._number = number
        self._cipher = AESGCM(key)
        self._block = bytearray()
        self._blocks = 0
        self.size = 0

    def write(self, data: bytes, /) -> None:
        self.size += len(data)
        self._block += data
        while len(self._block) >= _BLOCK:
            self._put(bytes(self._block[:_BLOCK]))
            del self._block[:_BLOCK]

    def finish(self) -> None:
        if self._block:
            self._put(bytes(self._block))
            self._block.clear()

    def _put(self, block: bytes) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, self._blocks), block, None))
        self._blocks += 1


def _nonce(number: int, block: int) -> bytes:
    return number.to_bytes(4, "big") + block.to_bytes(8, "big")


def _plain(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while data := file.read(_BLOCK):
            yield data


def _opened(path: Path, number: int, key: bytes) -> Iterator[bytes]:
    cipher, block = AESGCM(key), 0
    with open(path, "rb") as file:
        while data := file.read(_BLOCK + _TAG):
            try:
                plain = cipher.decrypt(_nonce(number, block), data, None)
            except InvalidTag:
                raise OSError(f"{path} is not what was written") from None
            yield plain
            block += 1


class _Joined(io.RawIOBase):
    """Blocks, read as a file is."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: "memoryview[int]", /) -> int:  # type: ignore[override]  # what BufferedReader gives
        while not self._rest:
            found = next(self._blocks, None)
            if found is None:
                return 0
            self._rest = memoryview(found)
        count = min(len(into), len(self._rest))
        into[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
