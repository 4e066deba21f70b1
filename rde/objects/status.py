"""Statuses as columns: stored ones are looked up in the row's array, derived ones follow from other columns."""

from collections.abc import Iterable, Mapping

from rde.parts import Flag


def status_flags(prefix: str, stored: Iterable[str], array: str, derived: Mapping[str, str]) -> tuple[Flag, ...]:
    """A status element for each that may stand, in the order in which answers list them.

    `array` is the column of stored statuses; `derived` gives for each other status the SQL under which it stands.
    """
    conditions = {**{name: f"'{name}' = ANY({array})" for name in stored}, **derived}
    return tuple(
        Flag(name, f'<{prefix}:status s="{name}"/>', condition) for name, condition in sorted(conditions.items())
    )
