"""The language in which CSV files are declared: as readings of the column tables that the XML model is made from (rde/parts.py).

A field takes its column from an element of such a table, so both models say the same of an object, in SQL and in Python.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from rde.csv.fields import KNOWN
from rde.parts import Column, EachItem, EachRow, Flags, Leaf, Node, Part, Table

T = TypeVar("T")

NO_ATTRIBUTES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Field:
    """`level` says whose column it is: 0 the object's, 1 that of a row below it, 2 that of an item within such a row.

    `attributes` are those that tell fields of one name apart; `required` overrides what the schema says.
    """

    element: str
    column: Column[Any]
    level: int = 0
    parent: bool = False
    required: bool | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_required(self) -> bool:
        return KNOWN[self.element].required if self.required is None else self.required


@dataclass(frozen=True, slots=True)
class Own:
    """A row for each object."""


@dataclass(frozen=True, slots=True)
class Present(Generic[T]):
    """A row for each object that has something."""

    sql: str
    get: Callable[[T], bool]


@dataclass(frozen=True, slots=True)
class Below(Generic[T]):
    """A row for each thing below the object; with `inner`, for each item within it, and one for each without items."""

    each: EachRow[T] | EachItem[T]
    inner: EachItem[Any] | None = None


@dataclass(frozen=True, slots=True)
class Statuses(Generic[T]):
    """A row for each status of the object; beside the first ones those of other kinds: flags, then rows below.

    Where there are more of those, the first status is said again. Their fields are `STATUS`, `BESIDE` and, what an element of
    those has for text, `SAID`.
    """

    flags: Flags[T]
    beside: Flags[T] | None = None
    rows: EachRow[T] | None = None


Rows = Own | Present[Any] | Below[Any] | Statuses[Any]

# Columns of the rows that statuses make.
STATUS: Final[Column[tuple[str, str | None, str | None]]] = Column("s.status", lambda row: row[0])
BESIDE: Final[Column[tuple[str, str | None, str | None]]] = Column("s.beside", lambda row: row[1], optional=True)
SAID: Final[Column[tuple[str, str | None, str | None]]] = Column("s.said", lambda row: row[2], "free", optional=True)


@dataclass(frozen=True, slots=True)
class File:
    """`name` is that of the definition, `stem` how its file's name begins; one that `may_lack` is not listed without rows."""

    name: str
    fields: tuple[Field, ...]
    rows: Rows
    stem: str
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """How objects of a table lie in CSV files; the first file has a row for each. `known_by` is the field of deletions."""

    kind: str
    namespace: str
    prefix: str
    table: Table[Any]
    files: tuple[File, ...]
    known_by: Field

    @property
    def main(self) -> File:
        return self.files[0]


def file(name: str, rows: Rows, *fields: Field | None, stem: str | None = None, may_lack: bool = False) -> File:
    """A file with those of the fields that its table has."""
    return File(name, tuple(each for each in fields if each is not None), rows, stem or name, may_lack)


class Elements(Generic[T]):
    """The elements of a column table, to be found by their tags; those in rows below belong to the rows."""

    def __init__(self, part: Part[T], level: int = 0) -> None:
        self._part = part
        self._level = level

    def field(
        self,
        element: str,
        tag: str,
        attribute: str = "",
        *,
        nth: int = 0,
        parent: bool = False,
        required: bool | None = None,
        **attributes: str,
    ) -> Field | None:
        """A field of the column of an element, or of an attribute of it; None where the table has no such element."""
        found = [each for each in _walk(self._part) if isinstance(each, Leaf | Node) and each.tag == tag]
        if not found:
            return None
        one = found[nth]
        column = one.attributes[attribute] if attribute or isinstance(one, Node) else one.column
        assert column is not None
        return Field(element, column, self._level, parent, required, attributes)

    def within(self, tag: str) -> "Elements[T]":
        """Those of an element, where its table has others of the same names outside."""
        return Elements(
            next(each for each in _walk(self._part) if isinstance(each, Node) and each.tag == tag), self._level
        )

    def needed(self, element: str, tag: str, attribute: str = "", **more: Any) -> Field:
        found = self.field(element, tag, attribute, **more)
        assert found is not None, tag
        return found

    def flags(self) -> tuple[Flags[T], ...]:
        return tuple(each for each in _walk(self._part) if isinstance(each, Flags))

    def row_set(self, alias: str) -> EachRow[T] | None:
        return next((each for each in _walk(self._part) if isinstance(each, EachRow) and each.alias == alias), None)

    def items(self) -> EachItem[T]:
        return next(each for each in _walk(self._part) if isinstance(each, EachItem))


def _walk(part: Part[Any]) -> Iterator[Part[Any]]:
    yield part
    if isinstance(part, Node):
        for inner in part.parts:
            yield from _walk(inner)
