"""Giving a list of names new contents from an instant on: what it is then is what the file says, no more and no less."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_list
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import CommandUse, ObjectMissing, ParameterRange, ParameterSyntax, PolicyForbids
from registry.model.listed_names import flaw_of, parted
from registry.model.name_list import ListVersion
from registry.model.names import LABEL, canonical
from registry.store import name_lists
from registry.store.name_lists import ListKind
from registry.store.sql import Connection

_LIST: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class ListChange:
    """What an import does to a list: labels that come, go, or get another value."""

    added: Mapping[str, str]
    changed: Mapping[str, str]
    removed: tuple[str, ...]


async def name_list_preview(
    cx: Context, name: str, kind: ListKind, entries: Mapping[str, str], at: datetime | None = None
) -> ListChange:
    """What the import would change in the list as it will be until an instant (None: as it is now); nothing is written."""
    before = max(cx.now, at - timedelta(milliseconds=1)) if at else cx.now
    wanted = _canonical(entries, kind)

    async def look(db: Connection) -> ListChange:
        found = await name_lists.by_name(db, name=name)
        if found is not None and found.kind != kind:
            raise PolicyForbids(f"The list is one of {found.kind} names.", "list", name)
        current = dict(await name_lists.entries_at(db, list_id=found.id, at=before)) if found else {}
        return _difference(current, wanted)

    return await cx.registry.store.reading(look)


@transacted
async def name_list_import(
    cx: Context, db: Connection, name: str, kind: ListKind, entries: Mapping[str, str], at: datetime
) -> ListChange:
    """Give the list, which is made if there is none, these contents from `at` on, which is not in the past.

    `entries` map labels to the class they are sold as, or to the kind of their reservation and, behind it, its reason. What was
    planned for `at` and later is given up; what held before stays on record. Raises a refusal for a label or value that is none.
    """
    demand_operator(cx, "Lists of names are the registry's.")
    wanted = _canonical(entries, kind)
    if not _LIST.fullmatch(name):
        raise ParameterSyntax("A list is named by lower-case letters, digits and hyphens.", "list", name)
    if at < cx.now:
        raise ParameterRange("A list cannot change the past.", "at", at.isoformat())
    found = await name_lists.lock(db, name=name)
    if found is not None and found.kind != kind:
        raise PolicyForbids(f"The list is one of {found.kind} names.", "list", name)
    list_id = found.id if found else await name_lists.add(db, name=name, kind=kind)
    await name_lists.forget_from(db, list_id=list_id, at=at)
    await name_lists.reopen(db, list_id=list_id, at=at)
    change = _difference(dict(await name_lists.entries_at(db, list_id=list_id, at=at)), wanted)
    gone = sorted({*change.removed, *change.changed})
    await name_lists.close_entries(db, list_id=list_id, labels=gone, at=at)
    fresh = {**change.added, **change.changed}
    values = [parted(value) for value in fresh.values()]
    await name_lists.open_new(
        db,
        list_id=list_id,
        labels=list(fresh),
        values=[word for word, _ in values],
        reasons=[reason for _, reason in values],
        at=at,
    )
    await _remember(cx, db, "import", list_id, name, kind, at, change)
    return change


async def _remember(
    cx: Context, db: Connection, event: str, list_id: int, name: str, kind: str, at: datetime, change: ListChange
) -> None:
    version = await name_lists.count_version(db, list_id=list_id)
    changed = ListVersion(list_id, name, kind, at, change.added, change.changed, change.removed)
    await remember_list(cx, db, event, version, changed)


@transacted
async def name_list_withdraw(cx: Context, db: Connection, name: str) -> ListChange:
    """Give up all that is planned for a list after now; what that would have changed, against what is on it now.

    Raises ObjectMissing, and CommandUse where nothing is planned.
    """
    demand_operator(cx, "Lists of names are the registry's.")
    found = await name_lists.lock(db, name=name)
    if found is None:
        raise ObjectMissing("There is no such list.", "list", name)
    current = dict(await name_lists.entries_at(db, list_id=found.id, at=cx.now))
    last = await name_lists.last_change(db, list_id=found.id)
    if last is None or last <= cx.now:
        raise CommandUse("Nothing is planned for the list.", "list", name)
    planned = dict(await name_lists.entries_at(db, list_id=found.id, at=last))
    soon = cx.now + timedelta(milliseconds=1)
    await name_lists.forget_from(db, list_id=found.id, at=soon)
    await name_lists.reopen(db, list_id=found.id, at=soon)
    change = _difference(current, planned)
    await _remember(cx, db, "withdraw", found.id, name, found.kind, cx.now, change)
    return change


async def name_list_revert(cx: Context, name: str, to: datetime, at: datetime) -> ListChange:
    """Give a list, from `at` on, the contents again that it had at an earlier instant. Raises ObjectMissing, ParameterRange."""

    async def look(db: Connection) -> tuple[ListKind, dict[str, str]]:
        found = await name_lists.by_name(db, name=name)
        if found is None:
            raise ObjectMissing("There is no such list.", "list", name)
        return found.kind, dict(await name_lists.entries_at(db, list_id=found.id, at=to))

    kind, entries = await cx.registry.store.reading(look)
    return await name_list_import(cx, name, kind, entries, at)


def _canonical(entries: Mapping[str, str], kind: ListKind) -> dict[str, str]:
    wanted = {}
    for given, value in entries.items():
        label = canonical(given)
        if not LABEL.fullmatch(label):
            raise ParameterSyntax(f"{given} is no label.", "label", given)
        if (flaw := flaw_of(kind, value)) is not None:
            raise ParameterSyntax(flaw, "value", value)
        if label in wanted:
            raise ParameterSyntax(f"{given} stands twice in the list.", "label", given)
        wanted[label] = value
    return wanted


def _difference(current: Mapping[str, str], wanted: Mapping[str, str]) -> ListChange:
    return ListChange(
        added={label: value for label, value in wanted.items() if label not in current},
        changed={label: value for label, value in wanted.items() if current.get(label, value) != value},
        removed=tuple(sorted(current.keys() - wanted.keys())),
    )
