"""Lists as declarations: columns and sets of them, filters, order, scope; and what a request wishes of one.

The page, the file and the answer of the API are all read from these (panel/kit/reading.py). `owner` is the scope's
condition for a registrar's people, written with `:own` (their registrar); `client` is the number of the client whose row it is,
by which clients and resellers find theirs (panel/kit/subtree.py). A list without them exists only for those who see everything.
`finish` may put projected values over the stored ones of the rows read.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from panel.kit.access import Viewer
from panel.kit.filters import Filter, Search
from registry.context import Registry
from registry.store.sql import Connection

Row = dict[str, Any]
Finish = Callable[[Registry, Connection, list[Row], datetime], Awaitable[list[Row]]]

# Counting stops here: nobody pages through more, and a count of everything would cost more than the page.
COUNTED: Final = 10_000
PER_PAGE: Final = (25, 50, 100, 200, 500)
# How the filters of a list stand: closed until somebody opens them, open, or open beside the rows instead of above them.
PANELS: Final[Mapping[str, str]] = {"closed": "Closed", "open": "Open", "beside": "Beside the rows"}
# Between the parts of a key; within a function's brackets a comma is no end of one.
_OUTSIDE: Final = re.compile(r", (?![^()]*\))")


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` gives the value, `order` what to sort by (default: the value; empty: not sortable), `cell` how it is drawn.

    `cell` is one of kit/cells.py, and a form of kit/plain.py where programs read it; `lead` marks the column that
    names the row and links to it; `staff` shows the column only to those who see everything; `extra` hides it on narrow
    desks; `descending`: the first click sorts downwards; `nullable`: rows without a value come last (said only where
    needed: an index cannot serve that order); `total`: an aggregate over all rows that the filters leave, drawn by the
    same cell; `each`: there is one of them for each value of this, as sums are of one currency each.
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
    total: str = ""
    each: str = ""

    @property
    def sortable(self) -> bool:
        return self.order != ""


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """Columns that answer one question about the rows, by their names in the order shown; the leading column is in every set.

    `permission`: who may choose it, where not everybody who sees the list may.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """What the rows of a list are: `kind` as history calls it, `key` the column (or hidden value) by which addresses call one,
    `identity` an expression for what it is called for ever; `folded` brings a key as people type it to the one that is stored.

    `versions`: the registry's history knows it by its identity as a ROID, by that as a name, or the panel's own history does, or
    none; `history` is the permission to read there, where that of the list is not enough; `type` is that of the key;
    `keeps` are the columns whose values the panel's history keeps with each deed, `account` an expression for whose account the
    thing is, where it is somebody's; without them a module whose things the panel's history knows writes it itself.
    `takes_files`: files can be attached to it, as to what has no files of its own.
    """

    kind: str
    key: str
    identity: str
    noun: str
    nouns: str
    folded: Callable[[str], str] = str
    versions: Literal["roid", "name", "panel", ""] = "roid"
    history: str = ""
    type: Literal["text", "bigint"] = "text"
    takes_files: bool = True
    keeps: tuple[str, ...] = ()
    account: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """How addresses call a row: by the columns (or hidden values) of these names, with `/` between several.

    `test` is a condition with `?1`, `?2` for them, where an index finds the row otherwise than by those values; of several rows
    that are called the same, the first one in the list's own order is meant. `path`: a value may hold `/` itself.
    """

    names: tuple[str, ...]
    type: Literal["text", "bigint"] = "bigint"
    folded: Callable[[str], str] = str
    test: str = ""
    path: bool = False

    @property
    def route(self) -> str:
        """What stands for a key in the map of addresses."""
        return "<path:key>" if self.path or len(self.names) > 1 else "<key>"

    def values(self, key: str) -> list[str | int]:
        """The parts of the key as they are stored, none where it is no such key; what is no number is that of nothing."""
        if self.type == "bigint":
            return [int(as_number(key))]
        parts = key.split("/", len(self.names) - 1)
        return [self.folded(each) for each in parts] if len(parts) == len(self.names) else []


def as_number(key: str) -> str:
    """What folds keys that are numbers: what is none is that of nothing."""
    return key if key.isascii() and key.isdigit() and len(key) < 19 else "-1"


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list as declared; `hidden` are values that rows need but no column shows, `key` makes the order total.

    `sets`: the first is shown when none is asked for; without any, all columns are. `other_views` are pages that show the
    same otherwise: a title, an icon, an endpoint. `mine` is the row that is the viewer's own, as the leading column calls it.
    `numbered`: the column or hidden value by whose number addresses call a row that is no thing; `named` says how, where that is
    no number. `found_by_key`: an index finds a row by the key alone, as it does not where a table is parted by time. `inside`:
    rows are figures of other rows, and the conditions of these filters stand where the source says `{these}`, with the scope's,
    which are written for those.
    """

    name: str
    title: str
    permission: str
    source: str
    columns: tuple[Column, ...]
    key: str
    order: str
    sets: tuple[ColumnSet, ...] = ()
    filters: tuple[Filter, ...] = ()
    where: str = "true"
    owner: str = ""
    client: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[Row], str] | None = None
    finish: Finish | None = None
    icon: str = "world"
    lead: str = ""
    empty: str = "There is nothing here yet."
    other_views: tuple[tuple[str, str, str], ...] = ()
    thing: Thing | None = None
    mine: Callable[[Viewer], str | None] | None = None
    found_by_key: bool = True
    numbered: str = ""
    named: Called | None = None
    inside: frozenset[str] = frozenset()

    @property
    def keys(self) -> list[str]:
        """The parts of the key."""
        return _OUTSIDE.split(self.key)

    @property
    def called(self) -> Called | None:
        """How addresses call a row, where one is called anything."""
        if self.thing:
            return Called((self.thing.key,), self.thing.type, self.thing.folded)
        return Called((self.numbered,)) if self.numbered else self.named

    @property
    def is_searched(self) -> bool:
        """Whether combos can look in it."""
        return any(column.lead for column in self.columns) and any(isinstance(each, Search) for each in self.filters)

    @property
    def ways(self) -> dict[str, str]:
        """How it is shown to whoever asks for nothing else."""
        first = self.sets[0].name if self.sets else ""
        return {"columns": first, "sort": self.order, "per_page": str(PER_PAGE[0]), "panel": next(iter(PANELS))}

    def value(self, name: str) -> str:
        """The expression of a column, or of a hidden value."""
        column = self.column(name)
        return column.sql if column else self.hidden[name]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def chosen(self, name: str) -> tuple[Column, ...]:
        """The columns of a set in its order, after the one that leads; without such a set, all columns in theirs."""
        asked = next((each for each in self.sets if each.name == name), None)
        if asked is None:
            return self.columns
        known = {column.name: column for column in self.columns}
        leading = tuple(column for column in self.columns if column.lead and column.name not in asked.columns)
        return leading + tuple(known[each] for each in asked.columns)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks of a list, already checked against the declaration; `columns` names a set, or none."""

    page: int
    per_page: int
    sort: Column
    descending: bool
    values: Mapping[str, str]
    columns: str = ""
    panel: str = "closed"
    usual: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        declared: ListPage,
        arguments: Mapping[str, str],
        may: Callable[[str], bool] = lambda permission: True,
        usual: Mapping[str, str] | None = None,
    ) -> "Wish":
        """Unknown, impossible or forbidden values fall back to the defaults: a bookmarked address never fails. `usual` is how
        somebody left the list, which holds for what is not asked otherwise."""
        arguments = {**(usual or {}), **arguments}
        sort = arguments.get("sort", "")
        column = declared.column(sort.removeprefix("-"))
        if column is None or not column.sortable:
            sort = declared.order
            column = declared.column(sort.removeprefix("-"))
        assert column is not None, f"{declared.name} is ordered by a column it has not"
        per_page = _number(arguments.get("per_page"), PER_PAGE[0])
        longest = {name: each.longest for each in declared.filters for name in each.fields}
        values = {
            name: arguments[name].replace("\0", "")[: longest[name]]
            for name in longest
            if arguments.get(name, "").strip()
        }
        sets = [each.name for each in declared.sets if not each.permission or may(each.permission)]
        asked = arguments.get("columns", "")
        return cls(
            page=max(1, min(_number(arguments.get("page"), 1), COUNTED)),
            per_page=per_page if per_page in PER_PAGE else PER_PAGE[0],
            sort=column,
            descending=sort.startswith("-"),
            values=values,
            columns=asked if asked in sets else sets[0] if sets else "",
            panel=arguments["panel"] if arguments.get("panel") in PANELS else next(iter(PANELS)),
            usual=usual or {},
        )

    @property
    def ways(self) -> dict[str, str]:
        """How the list is shown, whatever rows are in it."""
        sort = ("-" if self.descending else "") + self.sort.name
        return {"columns": self.columns, "sort": sort, "per_page": str(self.per_page), "panel": self.panel}


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
