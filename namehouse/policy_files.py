"""Rules of TLDs in files: whole documents as JSON or TOML, lists of rates, steps and phases as CSV, single keys as words."""

import csv
import json
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from namehouse.command import Misused
from registry.model.phases import Phase
from registry.model.policy import Rules
from registry.model.pricing import EarlyAccess, Rate
from registry.model.sound_rules import read_rules

# What the columns of a CSV file may be, by the key of the rules that it is for.
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    key: tuple(each.name for each in fields(kind))
    for key, kind in (("rates", Rate), ("early_access", EarlyAccess), ("phases", Phase))
}
_NUMBERS: Final = frozenset({"amount", "years"})
_WORDS: Final = frozenset({"needs"})


def read_document(path: Path) -> Rules:
    """All rules of a TLD, as `namehouse tld show --json` prints them, or the same in TOML. Raises Misused."""
    try:
        text = path.read_text(encoding="utf-8")
        # instants of TOML become text, so that those without a time zone are refused like all others
        as_json = json.dumps(tomllib.loads(text), default=str) if path.suffix == ".toml" else text
        return read_rules(json.loads(as_json))
    except (ValueError, RecursionError, OSError) as error:
        raise Misused(f"{path} does not hold rules: {error}") from None


def read_table(key: str, path: Path) -> list[dict[str, Any]]:
    """The entries of a list of the rules from CSV: a line of keys, then one entry a line; what is left empty is not said.

    Raises Misused.
    """
    try:
        rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines(), strict=True)
        unknown = sorted(set(rows.fieldnames or ()) - set(TABLES[key]))
        if unknown or not rows.fieldnames:
            raise ValueError(f"the columns of {key} are {', '.join(TABLES[key])}, not {', '.join(unknown) or 'none'}")
        return [_entry(row) for row in rows]
    except (ValueError, OSError, csv.Error) as error:
        raise Misused(f"{path} does not hold {key}: {error}") from None


def _entry(row: Mapping[Any, Any]) -> dict[str, Any]:
    if None in row or None in row.values():
        raise ValueError("a line has more or fewer cells than there are columns")
    return {name: _cell(name, text.strip()) for name, text in row.items() if text.strip()}


def _cell(name: str, text: str) -> object:
    if name in _NUMBERS:
        return int(text)
    return text.split() if name in _WORDS else text


def read_pair(said: str) -> tuple[str, Any]:
    """`spans.redemption=20`: a key of the rules and its value, which is JSON, or else text. Raises Misused."""
    key, equals, value = said.partition("=")
    if not key or not equals:
        raise Misused(f"{said} is no KEY=VALUE")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
