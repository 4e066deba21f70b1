"""Lists and notices of the Trademark Clearinghouse as they are written (RFC 9361, section 6)."""

import csv
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from registry.model import instants
from registry.model.names import LABEL

# Labels with claims, labels that sunrise is for, revoked signed marks, revoked certificates of who signs marks.
TmchKind = Literal["dnl", "surl", "smdrl", "crl"]

# A label that has been listed for less than this may be registered without a notice (RFC 9361, section 5.3.2).
RECENT: Final = timedelta(hours=24)

_NOTICE: Final = re.compile(r"([0-9a-f]{8})([0-9]{19})", re.ASCII | re.IGNORECASE)
_KEY: Final = re.compile(r"[!-~]{1,200}")
_SMD_ID: Final = re.compile(r"[0-9]+-[0-9]+", re.ASCII)
_VERSION: Final = "1"
_DNL: Final = ("DNL", "lookup-key", "insertion-datetime")
_SURL: Final = ("DNL", "insertion-datetime")
_SMDRL: Final = ("smd-id", "insertion-datetime")


class NoSuchList(ValueError):
    """A file is not the list that it should be; says where and why."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the clearinghouse: when it was made, and its rows, whose last value is an instant."""

    issued_at: datetime
    rows: tuple[tuple[tuple[str, ...], datetime], ...]


def read_dnl(text: str) -> Rows:
    """Labels with claims, each with its lookup key. Raises NoSuchList."""
    return _read(text, _DNL, (LABEL, _KEY))


def read_surl(text: str) -> Rows:
    """Labels that a mark gives a right to in sunrise. Raises NoSuchList."""
    return _read(text, _SURL, (LABEL,))


def read_smdrl(text: str) -> Rows:
    """Revoked signed marks, by their ids. Raises NoSuchList."""
    return _read(text, _SMDRL, (_SMD_ID,))


def _read(text: str, header: tuple[str, ...], patterns: tuple[re.Pattern[str], ...]) -> Rows:
    lines = lines_of(text)
    if len(lines) < 2 or len(lines[0]) != 2:
        raise NoSuchList("line 1 does not hold a version and an instant")
    if lines[0][0] != _VERSION:
        raise NoSuchList(f"line 1: version {lines[0][0]} is not known, only {_VERSION} is")
    if tuple(lines[1]) != header:
        raise NoSuchList(f"line 2 is not the header {','.join(header)}")
    issued_at = instant_of(lines[0][1], 1)
    rows = tuple(_rows(lines[2:], patterns))
    if len({values[0] for values, _ in rows}) != len(rows):
        raise NoSuchList("something stands twice in the list")
    return Rows(issued_at, rows)


def lines_of(text: str) -> list[list[str]]:
    """The values of each line. Raises NoSuchList."""
    try:
        return list(csv.reader(text.splitlines(), strict=True))
    except csv.Error as error:
        raise NoSuchList(f"this is no CSV: {error}") from None


def _rows(
    lines: Sequence[Sequence[str]], patterns: tuple[re.Pattern[str], ...]
) -> Iterator[tuple[tuple[str, ...], datetime]]:
    for number, line in enumerate(lines, 3):
        if not line:
            continue
        if len(line) != len(patterns) + 1:
            raise NoSuchList(f"line {number} has {len(line)} values in place of {len(patterns) + 1}")
        *values, instant = line
        for value, pattern in zip(values, patterns, strict=True):
            if not pattern.fullmatch(value):
                raise NoSuchList(f"line {number}: {value[:80]} cannot stand there")
        yield tuple(values), instant_of(instant, number)


def instant_of(text: str, number: int) -> datetime:
    """An instant of the line of that number, which the NoSuchList names that is raised for what is none."""
    try:
        return instants.instant_of(text)
    except ValueError as error:
        raise NoSuchList(f"line {number}: {error}") from None


def notice_fits(notice_id: str, label: str, not_after: datetime) -> bool | None:
    """Whether a notice is one of claims on this label that ends then; None where the id is none (RFC 9361, section 6.5)."""
    parts = _NOTICE.fullmatch(notice_id)
    if parts is None:
        return None
    checksum, number = parts.groups()
    covered = f"{label}{int(not_after.timestamp())}{number}"
    return int(checksum, 16) == zlib.crc32(covered.encode())
