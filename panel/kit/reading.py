"""One statement puts a declared list together: for a page, for a file, for a program.

Nothing of a request reaches the statement's text: a column's or filter's name is looked up among the declared ones, and
every value travels as a parameter.

Longer than most files: what a list is asked, and what comes of it, is read in one piece.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from panel.kit.access import Scope
from panel.kit.filters import Choice, Country, Equal, Filter, Search
from panel.kit.formats import MEANINGS, tone
from panel.kit.lists import COUNTED, Column, ColumnSet, ListPage, Row, Wish
from panel.kit.sql import Statement
from panel.kit.subtree import held_within
from registry.context import Registry
from registry.store.sql import Connection

# Cells that are drawn in the colours of statuses.
_COLOURED: Final = frozenset({"status", "statuses"})
# Rows that a file is written from at a time.
BATCH: Final = 500

# The registry's sessions plan a statement once, for whatever values come (registry/store/pool.py). A list is another statement
# with each filter, and its values decide which index is worth taking; what an index can find is not looked for in a whole table.
_PLANS: Final = (
    "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_seqscan = off"
)


@dataclass(frozen=True, slots=True)
class View:
    """A list as one viewer may see it: the columns, sets of them and filters that are theirs, and whose rows.

    `found` are the keys of those rows, where they were looked for already.
    """

    declared: ListPage
    scope: Scope
    columns: tuple[Column, ...]
    sets: tuple[ColumnSet, ...]
    filters: tuple[Filter, ...]
    found: Sequence[object] | None = None

    @classmethod
    def of(cls, declared: ListPage, scope: Scope, may: Callable[[str], bool], wish: Wish) -> "View":
        columns = tuple(
            each
            for each in declared.chosen(wish.columns)
            if (scope.everything or not each.staff) and may(each.permission or declared.permission)
        )
        filters = tuple(
            each.offered_to(may) if isinstance(each, Choice) else each
            for each in declared.filters
            if (scope.everything or not each.staff) and may(each.permission or declared.permission)
        )
        sets = tuple(each for each in declared.sets if not each.permission or may(each.permission))
        return cls(declared, scope, columns, sets, filters)

    def select(self, wish: Wish, statement: Statement) -> str:
        """All rows that the scope has and the filters leave, in the order wished for."""
        values = {column.name: column.sql for column in self.columns} | dict(self.declared.hidden)
        shown = ",\n       ".join(f'{statement.text(sql)} AS "{name}"' for name, sql in values.items())
        return f"SELECT {shown}\n{self.rows(wish, statement)}\n{self.order(wish, statement)}"

    def page(self, wish: Wish, statement: Statement) -> str:
        """The rows of one page; each carries how many there are in all, and the totals of the columns that have one."""
        values = {column.name: column.sql for column in self.columns} | dict(self.declared.hidden)
        shown = ",\n       ".join(f'{statement.text(sql)} AS "{name}"' for name, sql in values.items())
        rows, order = self.rows(wish, statement), self.order(wish, statement)
        part = f"LIMIT {statement.bind(wish.per_page)} OFFSET {statement.bind((wish.page - 1) * wish.per_page)}"
        totals = "".join(
            f',\n       CASE WHEN (SELECT number FROM counted) <= {COUNTED} THEN ({sql}) END AS "{name}_total_"'  # noqa: S608
            for name, sql in self._totals(rows, statement)
        )
        return f"""
WITH counted AS (SELECT count(*) AS number FROM (SELECT {rows} LIMIT {COUNTED + 1}) counting)
SELECT {shown},
       (SELECT number FROM counted) AS "total_"{totals}
{self._only(f"{rows} {order} {part}", statement) if self.declared.found_by_key else rows}
{order}
 {"" if self.declared.found_by_key else part}
"""  # noqa: S608  every piece is declared in this project

    def _totals(self, rows: str, statement: Statement) -> Iterator[tuple[str, str]]:
        """Of the columns that have one; where there are more rows than are counted, nobody waits for a sum of them all."""
        for column in self.columns:
            if column.total and column.each:
                sums = f"SELECT {statement.text(column.total)} AS amount, {statement.text(column.each)} AS unit {rows} GROUP BY 2"
                yield column.name, f"SELECT array_agg(s.amount || ' ' || s.unit ORDER BY s.unit) FROM ({sums}) s"  # noqa: S608
            elif column.total:
                yield column.name, f"SELECT {statement.text(column.total)} {rows}"

    def _only(self, page: str, statement: Statement) -> str:
        """FROM and WHERE for the rows of a page. Their keys are found first: what the pages before it show is not worked out."""
        source, key = statement.text(self.declared.source), self.declared.key
        return f"  FROM {source}\n WHERE {key} = ANY (ARRAY(SELECT {key} {page}))"

    def keys(self, wish: Wish, statement: Statement) -> str:
        """The keys of all rows, or of more than are counted."""
        rows = f"SELECT {self.declared.key} AS key {self.rows(wish, statement)} LIMIT {COUNTED + 1}"
        return f"SELECT coalesce(array_agg(found.key), '{{}}') FROM ({rows}) found"  # noqa: S608

    def count(self, wish: Wish, statement: Statement) -> str:
        return f"SELECT count(*) FROM (SELECT {self.rows(wish, statement)} LIMIT {COUNTED + 1}) counted"  # noqa: S608

    def rows(self, wish: Wish, statement: Statement) -> str:
        """FROM and WHERE."""
        if self.found is not None:
            source = statement.text(self.declared.source)
            return f"  FROM {source}\n WHERE {self.declared.key} = ANY({statement.bind(self.found)})"
        inside = self.declared.inside
        scope = [] if self.scope.everything else [statement.text(self._theirs() or "false")]
        within = [each for each in self.filters if each.name in inside]
        conditions = [statement.text(self.declared.where), *([] if inside else scope)]
        conditions += self._conditions(wish, statement, [each for each in self.filters if each.name not in inside])
        source = statement.text(self.declared.source)
        if inside:
            source = source.replace("{these}", _all([*scope, *self._conditions(wish, statement, within)]))
        return f"  FROM {source}\n WHERE {_all(conditions)}"

    def _conditions(self, wish: Wish, statement: Statement, filters: Sequence[Filter]) -> list[str]:
        return [sql for each in filters if (sql := each.condition(wish.values, statement))]

    def _theirs(self) -> str:
        """The scope's condition, as far as the list has such rows at all."""
        if self.scope.registrar_id is not None:
            return self.declared.owner
        return held_within(self.declared.client) if self.scope.root is not None and self.declared.client else ""

    def order(self, wish: Wish, statement: Statement) -> str:
        """That wished for; a key makes it total."""
        direction = "DESC" if wish.descending else "ASC"
        last = " NULLS LAST" if wish.sort.nullable else ""
        sort = statement.text(wish.sort.order or wish.sort.sql)
        own = ", ".join(f"{key} {direction}" for key in self.declared.keys)
        return f" ORDER BY {sort} {direction}{last}, {own}"


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown: `total` stops at COUNTED (`more`: there are more than that); `totals` by column, over all rows, where those
    were counted."""

    view: View
    wish: Wish
    rows: Sequence[Row]
    total: int
    more: bool
    totals: Mapping[str, Any]
    options: Mapping[str, Mapping[str, str]]

    @property
    def declared(self) -> ListPage:
        return self.view.declared

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.view.columns

    @property
    def filters(self) -> tuple[Filter, ...]:
        return self.view.filters

    @property
    def legend(self) -> list[tuple[str, str, list[str]]]:
        """What the colours of these rows mean: (tone, meaning, statuses)."""
        shown = {
            name
            for each in self.columns
            if each.cell in _COLOURED
            for row in self.rows
            for name in _statuses(row[each.name])
        }
        tones = {name: tone(name) for name in sorted(shown)}
        return [
            (each, meaning, [name for name, its in tones.items() if its == each])
            for each, meaning in MEANINGS.items()
            if each in tones.values()
        ]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.wish.per_page))

    @property
    def first(self) -> int:
        return (self.wish.page - 1) * self.wish.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def chosen(self) -> list[tuple[Filter, str]]:
        """The filters at work, with what they say."""
        return [(each, said) for each in self.filters if (said := each.said(self.wish.values))]

    @property
    def anywhere(self) -> dict[str, str]:
        """What to ask for instead, where a text was looked for at the beginning alone."""
        return {
            each.name: text
            for each in self.filters
            if isinstance(each, Search) and (text := each.anywhere(self.wish.values))
        }

    def query(self, *, without: tuple[str, ...] = (), **changed: str | int | None) -> str:
        """The address of the same list with something changed; the first page is left out, and what is shown so to everybody:
        whoever is sent the address sees the same."""
        wish = self.wish
        known: dict[str, str | int | None] = {
            **{name: value for name, value in wish.values.items() if name not in without},
            **wish.ways,
            "page": None,
            **changed,
        }
        defaults = {"page": "1", **self.declared.ways}
        left_out = {name for name, value in defaults.items() if wish.usual.get(name, value) == value}
        said = {name: str(value) for name, value in known.items() if value}
        return "?" + urlencode(
            {name: value for name, value in said.items() if name not in left_out or defaults[name] != value}
        )

    def sort_query(self, column: Column) -> str:
        """Sorting by a column: a second time turns it around."""
        backwards = not self.wish.descending if column == self.wish.sort else column.descending
        return self.query(sort=("-" if backwards else "") + column.name)

    def neighbours(self) -> list[int | None]:
        """The page numbers worth a link; None is a gap."""
        here, last = self.wish.page, self.pages
        wanted = sorted({1, last, *(n for n in range(here - 1, here + 2) if 1 <= n <= last)})
        numbers: list[int | None] = []
        for number in wanted:
            if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
                numbers.append(None if number - numbers[-1] > 2 else number - 1)
            numbers.append(number)
        return numbers


def _all(conditions: Sequence[str]) -> str:
    return "\n   AND ".join(f"({each})" for each in conditions) or "true"


def _statuses(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or ()


async def read_page(
    declared: ListPage, registry: Registry, scope: Scope, may: Callable[[str], bool], wish: Wish
) -> Page:
    """The rows of one page, those that the scope has and the filters leave."""
    now = registry.clock.now()
    view = View.of(declared, scope, may, wish)

    async def work(db: Connection) -> tuple[list[Row], Row, dict[str, dict[str, str]]]:
        async with planning(db):
            rows = await _rows(view, wish, db, now)
        sums = {name: value for name, value in rows[0].items() if name.endswith("_")} if rows else {}
        return await _finished(view, registry, db, rows, now), sums, await _options(view.filters, db)

    rows, sums, options = await registry.store.reading(work)
    total = sums.get("total_", 0)
    totals = {
        column.name: found
        for column in view.columns
        if column.total and (found := sums.get(f"{column.name}_total_")) is not None
    }
    return Page(view, wish, rows, min(total, COUNTED), total > COUNTED, totals, options)


async def _rows(view: View, wish: Wish, db: Connection, now: datetime) -> list[Row]:
    """Of a page. A part of a text is found by no index: it is looked for once, not a second time to be counted."""
    if view.declared.found_by_key and any(
        isinstance(each, Search) and each.said(wish.values) and not each.begins(wish.values) for each in view.filters
    ):
        looked_for = statement_for(now, view.scope)
        found = await db.fetchval(view.keys(wish, looked_for), *looked_for.values)
        if len(found) <= COUNTED:
            view = replace(view, found=found)
    statement = statement_for(now, view.scope)
    return [dict(record) for record in await db.fetch(view.page(wish, statement), *statement.values)]


async def count_rows(registry: Registry, asked: Sequence[tuple[View, Wish]]) -> list[int]:
    """How many rows each of them has for the one viewer whose they all are, in one statement; counting stops beyond COUNTED."""
    if not asked:
        return []
    statement = statement_for(registry.clock.now(), asked[0][0].scope)
    sql = "SELECT " + ", ".join(f"({view.count(wish, statement)})" for view, wish in asked)

    async def work(db: Connection) -> list[int]:
        async with planning(db):
            found = await db.fetchrow(sql, *statement.values)
            assert found, "counts are a row"
            return list(found.values())

    return await registry.store.reading(work)


@asynccontextmanager
async def planning(db: Connection) -> AsyncIterator[None]:
    """What is read meanwhile, in one transaction, is planned with its values and by any index."""
    async with db.transaction(readonly=True):
        await db.execute(_PLANS)
        yield


async def walk(
    view: View, registry: Registry, db: Connection, wish: Wish, now: datetime
) -> AsyncIterator[Sequence[Row]]:
    """All rows, BATCH at a time, through a cursor of the transaction that `db` is in."""
    statement = statement_for(now, view.scope)
    cursor = await db.cursor(view.select(wish, statement), *statement.values)
    while records := await cursor.fetch(BATCH):
        yield await _finished(view, registry, db, [dict(record) for record in records], now)


def statement_for(now: datetime, scope: Scope) -> Statement:
    """A statement that knows whose rows it may speak of."""
    return Statement(now, scope.registrar_id, scope.account_id, scope.root)


async def _finished(view: View, registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    return await view.declared.finish(registry, db, rows, now) if view.declared.finish else rows


async def _options(filters: tuple[Filter, ...], db: Connection) -> dict[str, dict[str, str]]:
    """What the form offers of those filters that offer something: as declared, or as the data has it."""
    offered: dict[str, dict[str, str]] = {}
    for each in filters:
        match each:
            case Country():
                offered[each.name] = each.offered()
            case Equal() | Choice():
                known = await db.fetch(each.source) if each.source else None
                offered[each.name] = dict(each.options) if known is None else {row[0]: row[0] for row in known}
            case _:
                pass
    return offered
