"""Tables as files: text with separators (RFC 4180), tables of Markdown and workbooks, written a few rows at a time."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# Octets that leave a finished workbook at a time.
_PIECE: Final = 1024 * 1024


class Spreadsheet(Protocol):
    """A file in the making; what `add` and `close` give is the file, in order."""

    def add(self, lines: Iterable[Sequence[object]]) -> bytes:
        """Write rows; the octets that are ready to go."""
        ...

    def close(self) -> Iterator[bytes]:
        """The rest."""
        ...


class Separated:
    """Lines of values between separators, in UTF-8."""

    def __init__(self, separator: str) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, delimiter=separator, lineterminator="\r\n")

    def add(self, lines: Iterable[Sequence[object]]) -> bytes:
        self._writer.writerows(lines)
        octets = self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()
        return octets

    def close(self) -> Iterator[bytes]:
        return iter(())


class Markdown:
    """A table as people paste it into a message; a line stands for each row, the first one for the headings."""

    _MEANT: Final = str.maketrans({"|": "\\|", "\\": "\\\\", "\n": " ", "\r": None, "<": "&lt;", "&": "&amp;"})

    def __init__(self) -> None:
        self._begun = False

    def add(self, lines: Iterable[Sequence[object]]) -> bytes:
        written = []
        for each in lines:
            written.append(self._line("" if value is None else str(value).translate(self._MEANT) for value in each))
            if not self._begun:
                written.append(self._line("---" for _ in each))
            self._begun = True
        return "".join(written).encode()

    def _line(self, cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |\n"

    def close(self) -> Iterator[bytes]:
        return iter(())


class Sheet:
    """One sheet in Office Open XML; it is zipped at the end, so nothing leaves it before."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet()

    def add(self, lines: Iterable[Sequence[object]]) -> bytes:
        for each in lines:
            self._sheet.append([self._cell(value) for value in each])
        return b""

    def _cell(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # whatever it looks like, it is no formula
        return cell

    def close(self) -> Iterator[bytes]:
        with tempfile.TemporaryFile() as file:
            self._book.save(file)
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece


def begin(form: str) -> Spreadsheet:
    """An empty file of one of FORMS."""
    if form == "xlsx":
        return Sheet()
    return Markdown() if form == "md" else Separated("\t" if form == "tsv" else ",")


# What a file's name ends in, what people call it and what browsers do.
FORMS: Final[dict[str, tuple[str, str]]] = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "tsv": ("TSV", "text/tab-separated-values; charset=utf-8"),
    "md": ("Markdown", "text/markdown; charset=utf-8"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
