"""What two versions of an object differ in, field by field: added, removed or changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Sort = Literal["added", "removed", "changed"]
State = Mapping[str, Any] | None

# Numbers of rows, which tell people nothing: who asks by them has the database.
_UNTOLD: Final = frozenset({"id", "ledger_id", "ledger_ids", "version"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One value; those within others are called as `postals.city`, and a list has one difference for each of its parts."""

    field: str
    sort: Sort
    before: str
    after: str


def differences(before: State, after: State) -> list[Difference]:
    """In the order of the fields; a version that is None is an object that was not, or is no more."""
    return list(_compared("", before or {}, after or {}))


def _compared(path: str, before: object, after: object) -> Iterator[Difference]:
    if before == after:
        return
    if _is_map(before) and _is_map(after) and (before or after):
        old, new = dict(before or {}), dict(after or {})  # type: ignore[call-overload]
        for name in dict.fromkeys((*old, *new)):
            if name not in _UNTOLD:
                yield from _compared(f"{path}.{name}" if path else name, old.get(name), new.get(name))
    elif _is_list(before) and _is_list(after):
        yield from _parts(path, list(before or ()), list(after or ()))  # type: ignore[call-overload]
    else:
        sort: Sort = "added" if _is_nothing(before) else "removed" if _is_nothing(after) else "changed"
        yield Difference(path, sort, said(before), said(after))


def _parts(path: str, before: list[object], after: list[object]) -> Iterator[Difference]:
    """What a list lost and gained; where its parts have only another order, it changed as a whole."""
    kept = list(after)
    lost = []
    for each in before:
        if each in kept:
            kept.remove(each)
        else:
            lost.append(each)
    if not lost and not kept:
        yield Difference(path, "changed", said(before), said(after))
    for each in lost:
        yield Difference(path, "removed", said(each), "")
    for each in kept:
        yield Difference(path, "added", "", said(each))


def _is_map(value: object) -> bool:
    return value is None or isinstance(value, Mapping)


def _is_list(value: object) -> bool:
    return value is None or isinstance(value, list)


def _is_nothing(value: object) -> bool:
    return value is None or value in ("", [], {})


def said(value: object) -> str:
    """A value on one line; what is empty is left out of it."""
    if _is_nothing(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        told = {name: said(each) for name, each in value.items() if name not in _UNTOLD and not _is_nothing(each)}
        return ", ".join(f"{name.replace('_', ' ')} {each}" for name, each in told.items())
    if isinstance(value, list):
        return ", ".join(map(said, value))
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and value[10:11] == "T":
        return f"{value[:10]} {value[11:19]} UTC"
    return str(value)
