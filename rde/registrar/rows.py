"""Reading files of rows that anybody may have written: what is no row is a finding, and none of it is held for long."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Final

from rde.file import Content
from rde.registrar.layout import FileKind, Layout
from rde.verify.findings import Findings

_LONGEST_LINE: Final = 1 << 18  # characters; the csv module bounds a field at half of it


class _TooLong(Exception):
    pass


def rows_of(
    kind: FileKind, layout: Layout, parts: Mapping[int, Content], findings: Findings
) -> Iterator[tuple[str, Sequence[str]]]:
    """Where each row stands, and its fields, which are as many as there are columns. A file that cannot be read on ends there."""
    header = list(layout.fields(kind))
    for number, content in sorted(parts.items()):
        try:
            with io.TextIOWrapper(content.open(), encoding="utf-8", newline="") as file:
                reader = csv.reader(_lines(file), strict=True)
                yield from _rows(reader, content.name, header, findings, first=number == min(parts))
        except UnicodeDecodeError as error:
            findings.add("REGISTRAR_NOT_UTF8", content.name, error.reason)
        except _TooLong:
            findings.add("REGISTRAR_NOT_CSV", content.name, "a line is longer than any")
        except csv.Error as error:
            findings.add("REGISTRAR_NOT_CSV", content.name, str(error))


def _lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise _TooLong
        yield line


def _rows(
    reader: "Iterator[list[str]]", name: str, header: list[str], findings: Findings, *, first: bool
) -> Iterator[tuple[str, Sequence[str]]]:
    number = 0
    for number, values in enumerate(reader, 1):
        where = f"{name}:{number}"
        if number == 1 and first:
            if values != header:
                findings.add("REGISTRAR_HEADER_WRONG", where, f"it is {','.join(values)[:200]}, not {','.join(header)}")
                return
        elif values == header:
            findings.add("REGISTRAR_HEADER_AGAIN", where, "the first part alone has it")
        elif len(values) != len(header):
            findings.add(
                "REGISTRAR_FIELD_COUNT", where, f"it has {len(values)} fields, and there are {len(header)} columns"
            )
        else:
            yield where, values
    if first and not number:
        findings.add("REGISTRAR_HEADER_WRONG", name, "there is none")
