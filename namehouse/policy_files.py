"""Rules of TLDs in files: whole documents as JSON or TOML, lists of rates, steps and phases as CSV, single keys as words."""

import json
import tomllib
from pathlib import Path
from typing import Any

from namehouse.command import Misused
from registry.model.policy import Rules
from registry.model.rule_tables import read_entries
from registry.model.sound_rules import read_rules


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
    """The entries of a list of the rules from CSV (registry/model/rule_tables.py). Raises Misused."""
    try:
        return read_entries(key, path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise Misused(f"{path} does not hold {key}: {error}") from None


def read_pair(said: str) -> tuple[str, Any]:
    """`spans.redemption=20`: a key of the rules and its value, which is JSON, or else text. Raises Misused."""
    key, equals, value = said.partition("=")
    if not key or not equals:
        raise Misused(f"{said} is no KEY=VALUE")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
