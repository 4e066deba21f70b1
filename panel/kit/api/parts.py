"""A part of a list as programs read it: so many rows after a place in the order, found by the index of that order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from panel.kit.access import Viewer, scope_of
from panel.kit.lists import Called, Column, ListPage, Row, Wish
from panel.kit.reading import View, planning, statement_for
from panel.kit.sql import Statement
from registry.context import Registry
from registry.store.sql import Connection

# What rows have besides, under names that no column can have.
_SORT, _KEY, _CALLED = "sort_", "key_", "called_"


@dataclass(frozen=True, slots=True)
class Part:
    """`place` is where it ended, if there is more; `called` are the rows' names in addresses, where they have such."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    called: Sequence[str | None]
    place: Sequence[object] | None = None


def view_for(declared: ListPage, viewer: Viewer, wish: Wish, fields: Sequence[str]) -> View:
    """The list as the viewer may see it, with the columns of a set, or with those that are named."""
    scope = scope_of(viewer)
    if not fields:
        return View.of(declared, scope, viewer.may, wish)
    whole = View.of(declared, scope, viewer.may, replace(wish, columns=""))
    return replace(whole, columns=tuple(each for each in whole.columns if each.name in fields))


async def read_part(view: View, registry: Registry, wish: Wish, after: Sequence[Any] | None) -> Part:
    """The rows after a place, or the first ones; one more is looked for than is told."""
    now = registry.clock.now()
    statement = statement_for(now, view.scope)
    source = view.rows(wish, statement)
    if after is not None:
        source += f"\n   AND ({_after(view.declared, wish, statement, after)})"
    limit = f"LIMIT {statement.bind(wish.per_page + 1)}"
    return await _read(view, registry, wish, statement, source, limit)


async def read_one(view: View, registry: Registry, wish: Wish, key: str) -> Part:
    """The row that addresses call so, if it exists for the viewer."""
    statement = statement_for(registry.clock.now(), view.scope)
    called = view.declared.called
    assert called, "only rows with names are asked for by one"
    source = f"{view.rows(wish, statement)}\n   AND ({_asked(view.declared, called, key, statement)})"
    return await _read(view, registry, wish, statement, source, "LIMIT 2")


def _asked(declared: ListPage, called: Called, key: str, statement: Statement) -> str:
    """The condition of the row that is called so."""
    places = [f"{statement.bind(each)}::{called.type}" for each in called.values(key)]
    if not places:
        return "false"
    if called.test:
        test = statement.text(called.test)
        for number, place in enumerate(places, 1):
            test = test.replace(f"?{number}", place)
        return test
    pairs = zip(called.names, places, strict=True)
    return " AND ".join(f"{statement.text(declared.value(name))} = {place}" for name, place in pairs)


async def _read(view: View, registry: Registry, wish: Wish, statement: Statement, source: str, limit: str) -> Part:
    declared = view.declared
    values = {column.name: column.sql for column in view.columns} | dict(declared.hidden)
    values |= {_SORT: wish.sort.order or wish.sort.sql}
    values |= {f"{_KEY}{number}": key for number, key in enumerate(declared.keys)}
    if declared.called:
        values[_CALLED] = " || '/' || ".join(f"({declared.value(each)})::text" for each in declared.called.names)
    shown = ",\n       ".join(f'{statement.text(sql)} AS "{name}"' for name, sql in values.items())
    order = view.order(wish, statement)
    sql = f"SELECT {shown}\n{source}\n{order}\n {limit}"
    if declared.found_by_key:
        # the keys are found first: what else rows show is worked out for those that are told alone
        own = f"ARRAY(SELECT {declared.key} {source} {order} {limit})"
        sql = f"SELECT {shown}\n  FROM {statement.text(declared.source)}\n WHERE {declared.key} = ANY ({own})\n{order}"  # noqa: S608  declared pieces

    async def work(db: Connection) -> tuple[list[Row], list[Row]]:
        async with planning(db):
            found = [dict(record) for record in await db.fetch(sql, *statement.values)]
        rows = [dict(row) for row in found[: wish.per_page]]
        return found, await declared.finish(registry, db, rows, statement.now) if declared.finish else rows

    found, rows = await registry.store.reading(work)
    place = None
    if len(found) > wish.per_page:
        last = found[wish.per_page - 1]
        place = [last[_SORT], *(last[f"{_KEY}{number}"] for number in range(len(declared.keys)))]
    return Part(view.columns, rows, [row.get(_CALLED) for row in rows], place)


def _after(declared: ListPage, wish: Wish, statement: Statement, after: Sequence[Any]) -> str:
    """The condition of rows behind a place; an index on the order, or on what it begins with, serves it."""
    sort = statement.text(wish.sort.order or wish.sort.sql)
    sign = "<" if wish.descending else ">"
    value, *keys = after
    own = ", ".join(declared.keys)
    nulls_come_first = wish.descending and not wish.sort.nullable
    if value is None:
        behind = f"{sort} IS NULL AND ({own}) {sign} ({', '.join(map(statement.bind, keys))})"
        return f"({behind}) OR {sort} IS NOT NULL" if nulls_come_first else behind
    behind = f"({sort}, {own}) {sign} ({', '.join(map(statement.bind, after))})"
    return f"{behind} OR {sort} IS NULL" if wish.sort.nullable else behind
