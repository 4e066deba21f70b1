"""Files of rows as they come from the database: cut into parts, their lines ended as RFC 4180 ends them, their digests noted."""

import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

_BUFFER: Final = 1 << 20


def row(values: Iterable[str]) -> bytes:
    """A row with every field in quotes."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(values)
    return text.getvalue().encode()


class Parts:
    """Rows on their way to files of a folder that has none of them yet: `names` by number; the first part has the header.

    Rows are ended by a line feed when they come, and by both characters when they go; what stands within quotes is left alone.
    """

    def __init__(self, folder: Path, names: Callable[[int], str], header: Sequence[str], most: int) -> None:
        self._folder = folder
        self._names = names
        self._most = most
        self._rest = b""
        self._row = b""
        self._in_part = 0
        self._file: IO[bytes] | None = None
        self._digest = hashlib.sha256()
        self.rows = 0
        self.size = 0
        self.digests: dict[str, str] = {}
        self._open()
        self._write(row(header))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def take(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._row += line
            if self._row.count(b'"') % 2:
                self._row += b"\n"  # one within a field
                continue
            self._take_row(self._row + b"\r\n")
            self._row = b""

    def _take_row(self, data: bytes) -> None:
        if self._in_part == self._most:
            self._close()
            self._open()
        self._write(data)
        self._in_part += 1
        self.rows += 1

    def _write(self, data: bytes) -> None:
        assert self._file
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    def _open(self) -> None:
        path = self._folder / self._names(len(self.digests))
        self._file = open(path, "xb", buffering=_BUFFER, opener=private)  # noqa: SIM115  # a part at a time
        self._digest = hashlib.sha256()
        self._in_part = 0

    def _close(self) -> None:
        if self._file is None:
            return
        name = Path(self._file.name).name
        with self._file as file:
            self._file = None
            file.flush()
            os.fsync(file.fileno())
        self.digests[name] = self._digest.hexdigest()


def digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def private(path: str, flags: int) -> int:
    """Opens a file for its owner alone: deposits hold personal data."""
    return os.open(path, flags, 0o600)
