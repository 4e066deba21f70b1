"""Contents of a list of names as CSV: a line for each label, the label, then its class or the kind of its reservation, and why
it is reserved, if that is to be known."""

import csv
import re
from collections.abc import Iterator
from typing import Final, Literal

from registry.model.names import LABEL, canonical
from registry.model.reservation import RESERVATIONS

WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
_REASON: Final = re.compile(r"\S[^\x00-\x1f\x7f]{0,199}")


def read_listed(text: str) -> tuple[dict[str, str], list[str]]:
    """The labels as they were written, with their values; and all that is wrong, each with its line.

    A value with a reason is one text, the reason after the word.
    """
    entries: dict[str, str] = {}
    problems: list[str] = []
    rows = csv.reader(text.splitlines())
    for number, row in _rows(rows, problems):
        if len(row) not in (2, 3) or not all(cell.strip() for cell in row[:2]):
            problems.append(f"line {number}: a label and its value, with a comma between them, are wanted")
            continue
        label, value, reason = (*(cell.strip() for cell in row), "")[:3]
        if not LABEL.fullmatch(canonical(label)):
            problems.append(f"line {number}: {label[:80]} is no label")
        elif not WORD.fullmatch(value):
            problems.append(f"line {number}: {value[:80]} is no word: letters, digits and hyphens, at most 32")
        elif reason and not _REASON.fullmatch(reason):
            problems.append(f"line {number}: a reason has at most 200 characters, in one line")
        elif entries.setdefault(label, whole := f"{value} {reason}".rstrip()) != whole:
            problems.append(f"line {number}: {label} stands twice, with two values")
    return entries, problems


def parted(value: str) -> tuple[str, str | None]:
    """The word of a value, and the reason after it, if there is one."""
    word, _, reason = value.partition(" ")
    return word, reason or None


def flaw_of(kind: Literal["premium", "reserved"], value: str) -> str | None:
    """What is wrong with a value on a list of that kind, if anything is."""
    word, reason = parted(value)
    if not WORD.fullmatch(word):
        return f"{word} is no word: letters, digits and hyphens, at most 32."
    if kind == "premium":
        return f"{value} is a class with a reason, which only reservations have." if reason else None
    if word not in RESERVATIONS:
        return f"{word} is no kind of reservation: there are {', '.join(RESERVATIONS)}."
    return None if reason is None or _REASON.fullmatch(reason) else "A reason has at most 200 characters, in one line."


def _rows(rows: Iterator[list[str]], problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if row:
                yield number, row
    except csv.Error as error:
        problems.append(f"line {number + 1}: {error}")
