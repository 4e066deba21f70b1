"""Lists of a TLD's rules as CSV, read and written: the exceptions to its price list, its steps of early access, its phases, the
steps around the expiry of its names, what is shown of contacts.

A line of keys, then an entry a line; what is left empty is not said. Amounts are in minor units.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

from registry.model.disclosure import Grant
from registry.model.phases import Phase
from registry.model.pricing import EarlyAccess, Rate
from registry.model.steps import Step

# What the columns may be, by the key of the rules that they are for.
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    key: tuple(each.name for each in fields(kind))
    for key, kind in (
        ("rates", Rate),
        ("early_access", EarlyAccess),
        ("phases", Phase),
        ("ladder", Step),
        ("disclosure", Grant),
    )
}
_NUMBERS: Final = frozenset({"amount", "years", "most_per_registrar"})
_DAYS: Final = frozenset({"days"})
_WORDS: Final = frozenset({"needs", "fields", "roles"})
_FLAGS: Final = frozenset({"qlp"})


def read_entries(key: str, text: str) -> list[dict[str, Any]]:
    """As a document of rules holds them. Raises ValueError, which says in which line something is wrong."""
    rows = csv.DictReader(text.splitlines(), strict=True)
    try:
        unknown = sorted(set(rows.fieldnames or ()) - set(TABLES[key]))
        if unknown or not rows.fieldnames:
            raise ValueError(f"the columns of {key} are {', '.join(TABLES[key])}, not {', '.join(unknown) or 'none'}")
        return [_entry(row, rows.line_num) for row in rows]
    except csv.Error as error:
        raise ValueError(f"line {rows.line_num}: {error}") from None


def _entry(row: Mapping[Any, Any], line: int) -> dict[str, Any]:
    if None in row or None in row.values():
        raise ValueError(f"line {line}: it has more or fewer cells than there are columns")
    try:
        return {name: _cell(name, text.strip()) for name, text in row.items() if text.strip()}
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from None


def _cell(name: str, text: str) -> object:
    if name in _NUMBERS:
        if not text.removeprefix("-").isdecimal():
            raise ValueError(f"{name} is a whole number, not {text[:40]}")
        return int(text)
    if name in _DAYS:
        if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,12})?", text):
            raise ValueError(f"{name} is a number of days, before the expiry with a minus, not {text[:40]}")
        return int(text) if float(text).is_integer() and "." not in text else float(text)
    if name in _FLAGS:
        return text in ("yes", "true")
    return text.split() if name in _WORDS else text


def written(key: str, entries: Iterable[Mapping[str, object]]) -> str:
    """Entries, as a document of rules holds them, as CSV that `read_entries` reads as the same."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(TABLES[key])
    rows.writerows([_text(entry.get(name)) for name in TABLES[key]] for entry in entries)
    return table.getvalue()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple | list):
        return " ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    return "" if value is None or value is False else "yes" if value is True else str(value)
