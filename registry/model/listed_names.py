"""Contents of a list of names as CSV: a line for each label, the label, then its class or the kind of its reservation."""

import csv
import re
from collections.abc import Iterator
from typing import Final

from registry.model.names import LABEL, canonical

WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")


def read_listed(text: str) -> tuple[dict[str, str], list[str]]:
    """The labels as they were written, with their values; and all that is wrong, each with its line."""
    entries: dict[str, str] = {}
    problems: list[str] = []
    rows = csv.reader(text.splitlines())
    for number, row in _rows(rows, problems):
        if len(row) != 2 or not all(cell.strip() for cell in row):
            problems.append(f"line {number}: a label and its value, with a comma between them, are wanted")
            continue
        label, value = (cell.strip() for cell in row)
        if not LABEL.fullmatch(canonical(label)):
            problems.append(f"line {number}: {label[:80]} is no label")
        elif not WORD.fullmatch(value):
            problems.append(f"line {number}: {value[:80]} is no word: letters, digits and hyphens, at most 32")
        elif entries.setdefault(label, value) != value:
            problems.append(f"line {number}: {label} stands twice, with two values")
    return entries, problems


def _rows(rows: Iterator[list[str]], problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if row:
                yield number, row
    except csv.Error as error:
        problems.append(f"line {number + 1}: {error}")
