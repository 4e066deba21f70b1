"""A table out of a file that people send: text with separators, as spreadsheets write it, or the first sheet of a workbook.

What a spreadsheet would calculate is refused wherever it stands: who imports means values, and whoever exports them again opens
them elsewhere.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from panel.kit.fields import Problem
from panel.kit.formats import figure, octets
from panel.kit.languages import gettext as _

MOST_OCTETS: Final = 600 * 1024
MOST_ROWS: Final = 1000
MOST_COLUMNS: Final = 60
LONGEST: Final = 4000
# What a workbook may be once it is unpacked.
_UNPACKED: Final = 30 * 1024 * 1024
_SEPARATORS: Final = (",", ";", "\t", "|")
_BOOK: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, each once and none empty, and rows of as many texts; `numbers` are those that the file has for the rows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def table_of(sent: bytes) -> Table:
    """The table that a file holds. Raises Problem."""
    if not sent:
        raise Problem(_("Choose a file."))
    if len(sent) > MOST_OCTETS:
        raise Problem(_("This is larger than %(most)s.") % {"most": octets(MOST_OCTETS)})
    lines = _sheet(sent) if sent.startswith(_BOOK) else _separated(_text(sent))
    return _table(lines)


def _text(sent: bytes) -> str:
    encoding = "utf-16" if sent.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = sent.decode(encoding)
    except UnicodeDecodeError:
        raise Problem(_("This is no text in UTF-8, and no workbook: save it as “CSV UTF-8”, or as .xlsx.")) from None
    if "\0" in text:
        raise Problem(_("This is no text in UTF-8, and no workbook: save it as “CSV UTF-8”, or as .xlsx."))
    return text


def _separated(text: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        while (row := next(reader, None)) is not None:
            yield reader.line_num, row
    except csv.Error as error:
        raise Problem(_("Line %(number)s: %(what)s.") % {"number": figure(reader.line_num), "what": error}) from None


def _sheet(sent: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _UNPACKED:
                raise Problem(_("This is larger than %(most)s.") % {"most": octets(_UNPACKED)})
        book = load_workbook(io.BytesIO(sent), read_only=True, data_only=False, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError):
        raise Problem(_("This is no workbook that can be read.")) from None
    try:
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS * 4), 1):
            yield number, [_written(cell.value) for cell in row]
    except (IndexError, KeyError, ValueError, SyntaxError):
        raise Problem(_("This is no workbook that can be read.")) from None
    finally:
        book.close()


def _written(value: object) -> str:
    """A cell as somebody would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case datetime() if value.hour == value.minute == value.second == 0:
            return f"{value:%Y-%m-%d}"
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M}"
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _table(lines: Iterable[tuple[int, list[str]]]) -> Table:
    headings: tuple[str, ...] | None = None
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for number, line in lines:
        cells = [each.strip() for each in line]
        if not any(cells):
            continue
        if headings is None:
            headings = _headings(cells)
            continue
        if len(rows) == MOST_ROWS:
            raise Problem(_("There are at most %(number)s rows in a file.") % {"number": figure(MOST_ROWS)})
        rows.append(_row(cells, headings, number))
        numbers.append(number)
    if headings is None or not rows:
        raise Problem(_("There are no rows in it below the headings."))
    return Table(headings, tuple(rows), tuple(numbers))


def _headings(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise Problem(_("There are at most %(number)d columns in a file.") % {"number": MOST_COLUMNS})
    if "" in cells or len({each.casefold() for each in cells}) != len(cells):
        raise Problem(_("Each column needs a heading of its own, in the first row."))
    if any(len(each) > 100 or not each.isprintable() for each in cells):
        raise Problem(_("A heading has up to 100 characters that people can read."))
    return tuple(cells)


def _row(cells: list[str], headings: tuple[str, ...], number: int) -> tuple[str, ...]:
    if any(cells[len(headings) :]):
        raise Problem(_("Row %(number)s has more columns than there are headings.") % {"number": figure(number)})
    cells = [*cells[: len(headings)], *[""] * (len(headings) - len(cells))]
    for heading, cell in zip(headings, cells, strict=True):
        where = {"number": figure(number), "column": heading}
        if len(cell) > LONGEST:
            raise Problem(_("Row %(number)s, %(column)s: this is longer than anything that is kept.") % where)
        if cell.startswith(("=", "@")):
            raise Problem(_("Row %(number)s, %(column)s: this is a formula; put its value there.") % where)
    return tuple(cells)
