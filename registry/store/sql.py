"""SQL as typed functions: a query is text with a signature and says how many rows it expects.

    @maybe('''
        SELECT id, name
          FROM registry.tld
         WHERE name = :name
    ''')
    async def tld(db: Connection, *, name: str) -> Tld | None: ...

The text is fixed when the module is imported; a placeholder that is no parameter, or the reverse, is an ImportError.
A row becomes what the signature returns: a single column as itself, several as the named dataclass or tuple, in order.
tests/architecture/test_queries.py prepares every declared query against the migrated schema.
"""

import inspect
import re
import types
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

import asyncpg

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection  # generic for type checkers only

P = ParamSpec("P")
R = TypeVar("R")
_Query = Callable[P, Awaitable[R]]

_PLACEHOLDER: Final = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Declared:
    """A query as declared, for the test that holds it against the schema."""

    where: str
    text: str
    parameters: Mapping[str, Any]
    returns: Any
    rows: str


DECLARED: Final[list[Declared]] = []


class WrongRowCount(Exception):
    """A query gave fewer or more rows than its declaration allows."""


def one(text: str) -> Callable[[_Query[P, R]], _Query[P, R]]:
    """Exactly one row."""
    return _declare(text, "one")


def maybe(text: str) -> Callable[[_Query[P, R]], _Query[P, R]]:
    """One row or none; the signature returns `… | None`."""
    return _declare(text, "maybe")


def many(text: str) -> Callable[[_Query[P, R]], _Query[P, R]]:
    """Any number of rows, as a list."""
    return _declare(text, "many")


def do(text: str) -> Callable[[_Query[P, R]], _Query[P, R]]:
    """A statement whose rows nobody asks for; returns None."""
    return _declare(text, "do")


def _declare(text: str, rows: str) -> Callable[[_Query[P, R]], _Query[P, R]]:
    def decorate(function: _Query[P, R]) -> _Query[P, R]:
        where = f"{function.__module__}.{function.__qualname__}"
        signature = inspect.signature(function, eval_str=True)
        parameters = _parameters(signature)
        positional, order = _positional(text, where, list(parameters))
        ordered = {name: parameters[name] for name in order}
        DECLARED.append(Declared(where, positional, ordered, signature.return_annotation, rows))
        return cast(_Query[P, R], _run(positional, order, rows, _shape(signature.return_annotation, rows), where))

    return decorate


def _parameters(signature: inspect.Signature) -> dict[str, Any]:
    """By their names; those of `**rows: Unpack[Columns]` are the keys of the TypedDict."""
    found: dict[str, Any] = {}
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            (columns,) = typing.get_args(parameter.annotation)
            found |= typing.get_type_hints(columns)
        elif name != "db":
            found[name] = parameter.annotation
    return found


def _positional(text: str, where: str, names: list[str]) -> tuple[str, list[str]]:
    """`:name` becomes `$n`; the order of first appearance is the order of arguments."""
    order: list[str] = []

    def number(match: re.Match[str]) -> str:
        name = match[1]
        if name not in names:
            raise ImportError(f"{where} has no parameter for :{name}")
        if name not in order:
            order.append(name)
        return f"${order.index(name) + 1}"

    positional = _PLACEHOLDER.sub(number, inspect.cleandoc(text))
    if unused := set(names) - set(order):
        raise ImportError(f"{where} does not use {', '.join(sorted(unused))}")
    return positional, order


def row_type(annotation: Any, rows: str) -> Any:
    """What one row becomes: the annotation without its list or its None."""
    if rows == "many":
        return typing.get_args(annotation)[0]
    if rows == "maybe":
        kept = [each for each in typing.get_args(annotation) if each is not types.NoneType]
        return kept[0] if len(kept) == 1 else annotation
    return annotation


def is_row(kind: Any) -> bool:
    """Whether a row type takes several columns: a dataclass or a tuple that names its parts."""
    return is_dataclass(kind) or (typing.get_origin(kind) is tuple and typing.get_args(kind)[-1] is not Ellipsis)


def _shape(annotation: Any, rows: str) -> Callable[[Any], Any] | None:
    """How a record becomes a row; None where the only column is the row."""
    kind = row_type(annotation, rows)
    if not is_row(kind):
        return None
    if is_dataclass(kind):
        return lambda record: kind(*record)  # type: ignore[operator]
    return tuple


def _run(
    text: str, order: list[str], rows: str, shape: Callable[[Any], Any] | None, where: str
) -> Callable[..., Awaitable[Any]]:
    async def run_one(db: Connection, **values: Any) -> Any:
        record = await db.fetchrow(text, *[values[name] for name in order])
        if record is None:
            raise WrongRowCount(f"{where} found no row")
        return shape(record) if shape else record[0]

    async def run_maybe(db: Connection, **values: Any) -> Any:
        record = await db.fetchrow(text, *[values[name] for name in order])
        if record is None:
            return None
        return shape(record) if shape else record[0]

    async def run_many(db: Connection, **values: Any) -> Any:
        records = await db.fetch(text, *[values[name] for name in order])
        return [shape(record) for record in records] if shape else [record[0] for record in records]

    async def run_do(db: Connection, **values: Any) -> Any:
        await db.fetch(text, *[values[name] for name in order])

    return {"one": run_one, "maybe": run_maybe, "many": run_many, "do": run_do}[rows]
