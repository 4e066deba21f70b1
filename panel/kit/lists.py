"""List pages as declarations: columns, filters, order, scope; one SQL statement a page is put together from them.

Nothing of a request reaches the statement's text: a column's or filter's name is looked up among the declared ones, and
every value travels as a parameter. `owner` is the scope's condition, written with `:own` (the viewer's registrar); a list
without it exists only for those who see everything. `finish` may put projected values over the stored ones of the rows
shown.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from panel.kit.access import Scope
from panel.kit.filters import Equal, Filter
from panel.kit.sql import Statement
from registry.context import Registry
from registry.store.sql import Connection

Row = dict[str, Any]
Finish = Callable[[Registry, Connection, list[Row], datetime], Awaitable[list[Row]]]

# Counting stops here: nobody pages through more, and a count of everything would cost more than the page.
COUNTED: Final = 10_000
PER_PAGE: Final = (25, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` gives the value, `order` what to sort by (default: the value; empty: not sortable), `cell` how it is drawn.

    `cell` is a macro of kit/cells.html; `lead` marks the column that names the row and links to it; `staff` shows the column
    only to those who see everything; `extra` hides it on narrow desks;
    `descending`: the first click sorts downwards; `nullable`: rows
    without a value come last (said only where needed: an index cannot serve that order).
    """

    name: str
    title: str
    sql: str
    order: str | None = None
    cell: str = "text"
    lead: bool = False
    staff: bool = False
    extra: bool = False
    permission: str = ""
    descending: bool = False
    nullable: bool = False

    @property
    def sortable(self) -> bool:
        return self.order != ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list as declared; `hidden` are values that rows need but no column shows, `key` makes the order total.

    `other_views` are pages that show the same otherwise: a title, an icon, an endpoint.
    """

    name: str
    title: str
    permission: str
    source: str
    columns: tuple[Column, ...]
    key: str
    order: str
    filters: tuple[Filter, ...] = ()
    where: str = "true"
    owner: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[Row], str] | None = None
    finish: Finish | None = None
    icon: str = "world"
    lead: str = ""
    empty: str = "There is nothing here yet."
    other_views: tuple[tuple[str, str, str], ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks of a list, already checked against the declaration."""

    page: int
    per_page: int
    sort: Column
    descending: bool
    values: Mapping[str, str]

    @classmethod
    def read(cls, declared: ListPage, arguments: Mapping[str, str]) -> "Wish":
        """Unknown or impossible values fall back to the defaults: a bookmarked address never fails."""
        sort = arguments.get("sort", "")
        column = declared.column(sort.removeprefix("-"))
        if column is None or not column.sortable:
            sort = declared.order
            column = declared.column(sort.removeprefix("-"))
        assert column is not None, f"{declared.name} is ordered by a column it has not"
        per_page = _number(arguments.get("per_page"), PER_PAGE[0])
        fields = [name for each in declared.filters for name in each.fields]
        values = {name: arguments[name].replace("\0", "")[:200] for name in fields if arguments.get(name, "").strip()}
        return cls(
            page=max(1, min(_number(arguments.get("page"), 1), COUNTED)),
            per_page=per_page if per_page in PER_PAGE else PER_PAGE[0],
            sort=column,
            descending=sort.startswith("-"),
            values=values,
        )


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown: `total` stops at COUNTED (`more`: there are more than that)."""

    declared: ListPage
    wish: Wish
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    rows: Sequence[Row]
    total: int
    more: bool
    options: Mapping[str, Mapping[str, str]]

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

    def query(self, *, without: tuple[str, ...] = (), **changed: str | int | None) -> str:
        """The address of the same list with something changed; the first page and the defaults are left out."""
        wish = self.wish
        known: dict[str, str | int | None] = {
            **{name: value for name, value in wish.values.items() if name not in without},
            "sort": ("-" if wish.descending else "") + wish.sort.name,
            "per_page": wish.per_page,
            "page": None,
            **changed,
        }
        defaults = {"sort": self.declared.order, "per_page": PER_PAGE[0], "page": 1}
        return "?" + urlencode({name: value for name, value in known.items() if value and defaults.get(name) != value})

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


async def read_page(
    declared: ListPage, registry: Registry, scope: Scope, may: Callable[[str], bool], wish: Wish
) -> Page:
    """The rows of one page, those that the scope has and the filters leave."""
    now = registry.clock.now()
    columns = tuple(
        each
        for each in declared.columns
        if (scope.everything or not each.staff) and may(each.permission or declared.permission)
    )
    filters = tuple(each for each in declared.filters if scope.everything or not getattr(each, "staff", False))
    statement = Statement(now, scope.registrar_id)
    sql = _compose(declared, columns, filters, scope, wish, statement)

    async def work(db: Connection) -> tuple[list[Row], int, dict[str, dict[str, str]]]:
        records = await db.fetch(sql, *statement.values)
        rows = [dict(record) for record in records]
        total = rows[0]["total_"] if rows else 0
        if declared.finish:
            rows = await declared.finish(registry, db, rows, now)
        return rows, total, await _options(filters, db)

    rows, total, options = await registry.store.reading(work)
    return Page(declared, wish, columns, filters, rows, min(total, COUNTED), total > COUNTED, options)


def _compose(
    declared: ListPage,
    columns: tuple[Column, ...],
    filters: tuple[Filter, ...],
    scope: Scope,
    wish: Wish,
    statement: Statement,
) -> str:
    conditions = [declared.where]
    if not scope.everything:
        conditions.append(declared.owner if declared.owner and scope.registrar_id is not None else "false")
    conditions = [statement.text(each) for each in conditions]
    conditions += [sql for each in filters if (sql := each.condition(wish.values, statement))]
    values = {column.name: column.sql for column in columns} | dict(declared.hidden)
    shown = ",\n       ".join(f'{statement.text(sql)} AS "{name}"' for name, sql in values.items())
    source = statement.text(declared.source)
    where = "\n   AND ".join(f"({each})" for each in conditions)
    direction = "DESC" if wish.descending else "ASC"
    order = (
        f"{statement.text(wish.sort.order or wish.sort.sql)} {direction}{' NULLS LAST' if wish.sort.nullable else ''}"
    )
    return f"""
SELECT {shown},
       (SELECT count(*) FROM (SELECT FROM {source} WHERE {where} LIMIT {COUNTED + 1}) counted) AS "total_"
  FROM {source}
 WHERE {where}
 ORDER BY {order}, {declared.key} {direction}
 LIMIT {statement.bind(wish.per_page)} OFFSET {statement.bind((wish.page - 1) * wish.per_page)}
"""  # noqa: S608  every piece is declared in this project


async def _options(filters: tuple[Filter, ...], db: Connection) -> dict[str, dict[str, str]]:
    options = {}
    for each in filters:
        if isinstance(each, Equal) and each.source:
            options[each.name] = {row[0]: row[0] for row in await db.fetch(each.source)}
        elif each.kind == "choice":
            options[each.name] = dict(getattr(each, "options", {}))
    return options
