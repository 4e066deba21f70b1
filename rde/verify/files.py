"""Verifying the CSV files that a deposit lists: each is what its sum says, has the columns that are declared, and its rows make
objects that the rules of the XML model are asked of."""

import hashlib
import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final, Protocol

from rde.csv.objects import Rows, is_known, lacks_key
from rde.csv.reading import Definition, Listed, Row, RowInvalid, rows
from rde.file import Content
from rde.verify.findings import Findings
from rde.verify.secrets import SecretHunt

_CODES: Final = {"fields": "CSV_ROW_BROKEN", "required": "CSV_FIELD_EMPTY", "type": "CSV_FIELD_INVALID"}
_CHUNK: Final = 1 << 16
_MOST_INVALID: Final = 200  # rows of a file, beyond which nobody reads on

# Told how many octets of the files are read.
Progress = Callable[[int], None]


class _Sum(Protocol):
    def update(self, data: bytes, /) -> object: ...

    def hexdigest(self) -> str: ...


class _Crc32:
    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes, /) -> None:
        self._value = zlib.crc32(data, self._value)

    def hexdigest(self) -> str:
        return f"{self._value:08x}"


# Which every receiver must know (RFC 9022, section 4.4).
_SUMS: Final[Mapping[str, Callable[[], _Sum]]] = {"CRC32": _Crc32, "SHA256": hashlib.sha256}


def take_files(
    definitions: Sequence[Definition],
    beside: Mapping[str, Content],
    gathered: Rows,
    findings: Findings,
    progress: Progress,
) -> None:
    """Gather the rows of all files that are listed, but for those that tell of what is gone. Raises OSError."""
    listed: set[str] = set()
    for definition in definitions:
        _judge(definition, findings)
        for file in definition.files:
            if file.name in listed:
                findings.add("CSV_FILE_LISTED_TWICE", file.name, "it is listed twice")
                continue
            listed.add(file.name)
            content = beside.get(file.name)
            if content is None:
                findings.add("CSV_FILE_MISSING", file.name, "it is listed, and not there")
            elif file.compression:
                findings.add("CSV_FILE_NOT_UNDERSTOOD", file.name, f"it is compressed by {file.compression[:40]}")
            else:
                for row in _rows(definition, file, content, findings, progress):
                    if not definition.deletes:
                        gathered.take(definition, row)
    for name in sorted(beside.keys() - listed):
        findings.add("CSV_FILE_NOT_LISTED", name, "it is there, and not listed")


def _judge(definition: Definition, findings: Findings) -> None:
    about = f"definition {definition.name[:80]}"
    if not is_known(definition):
        findings.add("CSV_DEFINITION_UNKNOWN", about, "its rows were not looked at")
    elif lacking := lacks_key(definition):
        findings.add("CSV_DEFINITION_LACKS_KEY", about, f"it has no {lacking}")
    keys = [field.key for field in definition.fields]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        findings.add("CSV_FIELD_TWICE", about, f"it has {key} twice")


def _rows(
    definition: Definition, listed: Listed, content: Content, findings: Findings, progress: Progress
) -> Iterator[Row]:
    judge = _Judge(listed, findings, progress)
    invalid = 0
    with content.open() as file:
        heard = _Heard(file, judge)
        try:
            for row in rows(definition, io.BufferedReader(heard, _CHUNK)):
                if not isinstance(row, RowInvalid):
                    yield row
                    continue
                findings.add(_CODES[row.what], listed.name, str(row))
                invalid += 1
                if invalid >= _MOST_INVALID:
                    break
        except UnicodeDecodeError:
            findings.add("CSV_NOT_UTF8", listed.name, "there are octets that are not UTF-8")
        heard.to_the_end()
    judge.conclude()


class _Judge:
    """Hears the octets of a file, whatever is made of them."""

    def __init__(self, listed: Listed, findings: Findings, progress: Progress) -> None:
        self._listed = listed
        self._findings = findings
        self._progress = progress
        self._secrets = SecretHunt()
        make = _SUMS.get(listed.algorithm)
        self._sum = make() if make and listed.sum is not None else None

    def hear(self, data: bytes) -> None:
        if self._sum is not None:
            self._sum.update(data)
        if secret := self._secrets.hear(data):
            self._findings.add("RDE_SECRET_IN_DEPOSIT", self._listed.name, f"{secret} was read there")
        self._progress(len(data))

    def conclude(self) -> None:
        listed = self._listed
        if listed.sum is None:
            return
        if self._sum is None:
            self._findings.add("CSV_FILE_NOT_UNDERSTOOD", listed.name, f"nobody knows the sum {listed.algorithm[:40]}")
        elif (found := self._sum.hexdigest().upper()) != listed.sum:
            text = f"its {listed.algorithm} is {found}, listed as {listed.sum[:80]}"
            self._findings.add("CSV_CHECKSUM_MISMATCH", listed.name, text)


class _Heard(io.RawIOBase):
    """A file whose octets somebody hears as they are read."""

    def __init__(self, file: BinaryIO, judge: _Judge) -> None:
        self._file = file
        self._judge = judge

    def readable(self) -> bool:
        return True

    def readinto(self, into: "memoryview[int]", /) -> int:  # type: ignore[override]  # what buffered readers give
        data = self._file.read(len(into))
        into[: len(data)] = data
        self._judge.hear(data)
        return len(data)

    def to_the_end(self) -> None:
        """What nobody reads any more has a sum all the same."""
        while data := self._file.read(_CHUNK):
            self._judge.hear(data)
