"""Files of rows as they come from the database: cut into parts, their lines ended as RFC 4180 ends them, their digests noted."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Final, Self

from rde.file import Content
from rde.spool import Document, Sink, Spool

_CHUNK: Final = 1 << 20


def row(values: Iterable[str]) -> bytes:
    """A row with every field in quotes."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(values)
    return text.getvalue().encode()


class Parts:
    """Rows on their way to pieces of a spool, from the one numbered `first`: `names` by number; the first part has the header.

    Rows are ended by a line feed when they come, and by both characters when they go; what stands within quotes is left alone.
    """

    def __init__(self, spool: Spool, first: int, names: Callable[[int], str], header: Sequence[str], most: int) -> None:
        self._spool = spool
        self._first = first
        self._names = names
        self._most = most
        self._rest = b""
        self._row = b""
        self._in_part = 0
        self._open_one = ExitStack()
        self._sink: Sink | None = None
        self._digest = hashlib.sha256()
        self.rows = 0
        self.files: list[Document] = []
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
        assert self._sink
        self._sink.write(data)
        self._digest.update(data)

    def _open(self) -> None:
        """A part at a time."""
        self._sink = self._open_one.enter_context(self._spool.writing(self._first + len(self.files)))
        self._digest = hashlib.sha256()
        self._in_part = 0

    def _close(self) -> None:
        if self._sink is None:
            return
        self._sink = None
        self._open_one.close()
        number = len(self.files)
        name = self._names(number)
        self.files.append(Document(name, (self._spool[self._first + number],)))
        self.digests[name] = self._digest.hexdigest()


def digest(content: Content) -> str:
    value = hashlib.sha256()
    with content.open() as file:
        while data := file.read(_CHUNK):
            value.update(data)
    return value.hexdigest()
