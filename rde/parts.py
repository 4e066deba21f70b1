"""The language of the column tables: what an escrow object consists of, element by element.

A table is written once and read by several renderers (rde/render.py): SQL that makes PostgreSQL write the XML, and
Python that says what the SQL must say. So every part knows both where its value comes from in SQL and how to get it
from the registry's own records.

One rule stands for absence everywhere: a leaf whose value is NULL or None is not written, nor is a node without content.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from registry.store.escrow import Children, Source

T = TypeVar("T")
U = TypeVar("U")

# How a value becomes text. `safe`: constraints of the schema leave nothing to escape. `free`: people wrote it, so it is
# escaped. `party`: a registrar's handle, which the source of rows has escaped already (registry/store/escrow.py).
# `instant`: UTC with Z. `unicode`: an A-label name whose U-label form is wanted; names without one have no such element.
Kind = Literal["safe", "free", "party", "instant", "unicode"]
Value: TypeAlias = str | int | datetime | None


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A value: an SQL expression over the object's source of rows, and the same from the record."""

    sql: str
    get: Callable[[T], Value]
    kind: Kind = "safe"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """An element that holds a value, or only attributes; an attribute without a value is left out."""

    tag: str
    column: Column[T] | None
    attributes: Mapping[str, Column[T]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node(Generic[T]):
    """An element around others."""

    tag: str
    parts: "tuple[Part[T], ...]"
    attributes: Mapping[str, Column[T]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flag:
    """A fact that shows as an element without content: its name in the model, the element, when it is true in SQL.

    `said` is the text that the element has all the same.
    """

    name: str
    element: str
    sql: str
    said: "Column[Any] | None" = None


@dataclass(frozen=True, slots=True)
class Flags(Generic[T]):
    """Elements without content, in the order of the table, for those names that `get` gives."""

    flags: tuple[Flag, ...]
    get: Callable[[T], Iterable[str]]


@dataclass(frozen=True, slots=True)
class EachRow(Generic[T]):
    """A part for every row below the object, from tables of their own; SQL gathers them and joins them as `alias`."""

    alias: str
    children: Children
    get: Callable[[T], Iterable[object]]
    part: "Part[Any]"  # of what `get` gives: `each_row` holds the two together


@dataclass(frozen=True, slots=True)
class EachItem(Generic[T]):
    """A part for every item of an array or document within the row; SQL unfolds them in `items`, by `order`."""

    items: str
    order: str
    get: Callable[[T], Iterable[object]]
    part: "Part[Any]"


Part: TypeAlias = Leaf[T] | Node[T] | Flags[T] | EachRow[T] | EachItem[T]


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """An object kind of a deposit: its namespace, its element with all parts, and the rows that SQL makes it from.

    `known_by` is what names an object where it is deleted, written as there.
    """

    namespace: str
    element: Node[T]
    source: Source
    known_by: Leaf[T]


def safe(tag: str, sql: str, get: Callable[[T], Value], **attributes: Column[T]) -> Leaf[T]:
    """An element that is always there and needs no escaping."""
    return Leaf(tag, Column(sql, get), attributes)


def empty(tag: str, **attributes: Column[T]) -> Leaf[T]:
    """An element that is always there and has no content."""
    return Leaf(tag, None, attributes)


def free(tag: str, sql: str, get: Callable[[T], Value], *, optional: bool = False) -> Leaf[T]:
    return Leaf(tag, Column(sql, get, "free", optional))


def party(tag: str, sql: str, get: Callable[[T], Value], *, optional: bool = False) -> Leaf[T]:
    return Leaf(tag, Column(sql, get, "party", optional))


def instant(tag: str, sql: str, get: Callable[[T], Value], *, optional: bool = False) -> Leaf[T]:
    return Leaf(tag, Column(sql, get, "instant", optional))


def node(tag: str, *parts: "Part[T]", **attributes: Column[T]) -> Node[T]:
    return Node(tag, parts, attributes)


def each_row(alias: str, children: Children, get: Callable[[T], Iterable[U]], part: "Part[U]") -> EachRow[T]:
    return EachRow(alias, children, get, part)


def each_item(items: str, order: str, get: Callable[[T], Iterable[U]], part: "Part[U]") -> EachItem[T]:
    return EachItem(items, order, get, part)


def present(parts: "Iterable[Part[T] | None]") -> "tuple[Part[T], ...]":
    """The parts that a deposit's plan left in."""
    return tuple(part for part in parts if part is not None)
