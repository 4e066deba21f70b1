"""Changing single keys of a TLD's rules: everything that is not named stays as it is."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from registry.model.policy import Rules
from registry.model.sound_rules import RulesUnsound, read_rules

# What becomes of the rules that are in force when a change begins.
Amend: TypeAlias = Callable[[Rules], Rules]


def amended(rules: Rules, changes: Mapping[str, Any]) -> Rules:
    """The rules with other values; keys are those of the document, `spans.redemption` is one inside another.

    Raises RulesUnsound.
    """
    document = rules.document()
    for key, value in changes.items():
        _put(document, key, value)
    return read_rules(document)


def _put(document: dict[str, Any], key: str, value: Any) -> None:
    *where, last = key.split(".")
    part = document
    for name in where:
        inner = part.get(name)
        if not isinstance(inner, dict):
            raise RulesUnsound(f"{key} is unknown: {name} holds no keys")
        part = inner
    part[last] = value
