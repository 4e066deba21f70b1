"""What happened to an object: its versions, each with what changed since the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from panel.kit.formats import words
from panel.kit.queries import Version, versions
from registry.store.sql import Connection

SHOWN: Final = 50
# Bookkeeping of the record itself says nothing to people; nor does a grace period that merely ended.
_QUIET: Final = frozenset(
    {"id", "roid", "version", "updated_at", "updated_by", "tld", "status_at", "ledger_ids", "domain"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, as people read it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    version: Version
    changes: tuple[Change, ...]

    @property
    def who(self) -> str:
        return self.version.registrar or self.version.operator or "registry"

    @property
    def by_time(self) -> bool:
        return self.version.operator == "time"


async def events(db: Connection, roid: str) -> list[Event]:
    """The last SHOWN events of an object, the newest first."""
    found = await versions(db, roid=roid, most=SHOWN + 1)
    earlier = [*found[1:], None]
    told = [
        Event(new, _changes(old.state if old else None, new.state)) for new, old in zip(found, earlier, strict=False)
    ]
    return told[:SHOWN]


def _changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    if before is None or after is None:
        return ()
    before, after = _flat(before), _flat(after)
    told = (
        Change(field, _told(field, before.get(field)), _told(field, value))
        for field, value in after.items()
        if field not in _QUIET and value != before.get(field) and (value or field != "graces")
    )
    # what people read the same is no change to them: a grace period that has its numbers now
    return tuple(change for change in told if change.before != change.after)


def _flat(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """An application holds the domain that it would become: to people, both have the same fields."""
    planned = state.get("domain")
    return {**planned, **state} if isinstance(planned, Mapping) else state


def _told(field: str, value: Any) -> str:
    """Compound fields as a phrase, the others as they are."""
    if value and field == "graces":
        return ", ".join(f"{words(each['kind'])} to {_said(each['ends_at'])}" for each in value)
    if value and field == "transfer":
        return f"{words(value['status'])}, {value['losing']} to {value['gaining']}"
    if value and field == "deletion":
        return f"purge {_said(value['purge_at'])}"
    return _said(value)


def _said(value: Any) -> str:
    if value is None or value == [] or value == {}:
        return "none"
    if isinstance(value, list):
        return ", ".join(_said(each) for each in value)
    if isinstance(value, dict):
        return " ".join(_said(each) for name, each in value.items() if each not in (None, [], 0) and name not in _QUIET)
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and value[10:11] == "T":
        return value[:16].replace("T", " ")
    return str(value)
