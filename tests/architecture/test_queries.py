"""Every declared query is held against the migrated schema: it prepares, and its types are those of its signature."""

import importlib
import re
import types
import typing
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from registry.store.sql import DECLARED, Declared, is_row, row_type
from tests.architecture.test_sources import ROOT, SOURCES, relative
from tests.bench import own_cost

DECLARES = re.compile(r"(?m)^@(?:one|maybe|many|do)\(")

# Wherever a query is declared, in the store or in a drawer of the panel: importing its module is what declares it.
COUNTED = {
    relative(path).removesuffix(".py").replace("/", "."): len(found)
    for path in SOURCES
    if (found := DECLARES.findall(path.read_text()))
}
for module in COUNTED:
    importlib.import_module(module)

# What PostgreSQL calls the types that asyncpg turns into each Python type.
KNOWN: dict[Any, set[str]] = {
    int: {"int2", "int4", "int8"},
    float: {"float4", "float8", "numeric"},
    bool: {"bool"},
    str: {"text", "varchar", "bpchar", "name"},
    bytes: {"bytea", "jsonb"},
    datetime: {"timestamptz"},
    date: {"date"},
    timedelta: {"interval"},
}


def ids(declared: Declared) -> str:
    return declared.where.removeprefix("registry.store.")


@pytest.fixture(scope="module")
def prepared(loop, database):
    """A connection that knows nothing but the schema."""
    db = loop.run_until_complete(asyncpg.connect(database))
    yield db
    loop.run_until_complete(db.close())


@pytest.mark.parametrize("declared", DECLARED, ids=ids)
async def test_a_declared_query_fits_the_schema_and_its_signature(declared: Declared, prepared) -> None:
    if declared.text.startswith("VACUUM"):
        return  # a utility statement has neither parameters nor columns to compare
    statement = await prepared.prepare(declared.text)
    names = list(declared.parameters)
    for name, parameter in zip(names, statement.get_parameters(), strict=True):
        assert fits(declared.parameters[name], parameter), f":{name} is {parameter.name} for PostgreSQL"
    if declared.rows == "do":
        assert declared.returns in (None, types.NoneType)
        return
    kind = row_type(declared.returns, declared.rows)
    columns = statement.get_attributes()
    wanted = _columns(kind)
    assert len(columns) == len(wanted), [column.name for column in columns]
    for annotation, column in zip(wanted, columns, strict=True):
        assert fits(annotation, column.type), f"column {column.name} is {column.type.name} for PostgreSQL"


def _columns(kind: Any) -> list[Any]:
    if not is_row(kind):
        return [kind]
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return [hints[each.name] for each in fields(kind)]
    return list(typing.get_args(kind))


def fits(annotation: Any, postgres: asyncpg.Type) -> bool:
    """Whether the codec of a PostgreSQL type gives, or takes, what the annotation says."""
    options = _options(annotation)
    name = postgres.name.removesuffix("[]").lstrip("_")
    is_array = postgres.name.endswith("[]") or postgres.kind == "array"
    return any(_fits(option, name, is_array) for option in options)


def _options(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [each for arg in typing.get_args(annotation) for each in _options(arg)]
    if typing.get_origin(annotation) is typing.Literal:
        return [type(typing.get_args(annotation)[0])]
    return [getattr(annotation, "__value__", annotation)]


def _fits(option: Any, name: str, is_array: bool) -> bool:
    origin = typing.get_origin(option)
    if origin in (list, tuple):
        element = typing.get_args(option)[0]
        if name == "jsonb":
            return True
        return is_array and any(_fits(each, name, False) for each in _options(element))
    if origin in (dict, Mapping) or option in (dict, Mapping) or origin is getattr(typing, "Mapping", None):
        return name == "jsonb"
    if is_array:
        return False
    if name in ("fqdn", "clean"):  # domains over text
        name = "text"
    if name == "inet":
        return option is str or "ipaddress" in getattr(option, "__module__", "")
    return name in KNOWN.get(option, set())


ASKS_THE_TIME = re.compile(r"(?i)\bnow\(\)|current_(timestamp|date|time)\b|(clock|statement|transaction)_timestamp\(")


@pytest.mark.parametrize("declared", DECLARED, ids=ids)
def test_a_declared_query_never_asks_the_time(declared: Declared) -> None:
    assert not ASKS_THE_TIME.search(declared.text)


def test_the_schema_never_asks_the_time() -> None:
    """Only PgQueuer's tables do: when a job runs is a matter of the machine."""
    schema = (ROOT / "schemas" / "schema.sql").read_text()
    ours = [statement for statement in schema.split("\n\n") if " jobs." not in statement]
    assert len(ours) > 100
    assert not ASKS_THE_TIME.search("\n\n".join(ours))


def test_every_query_that_a_source_declares_is_held_against_the_schema() -> None:
    declared = Counter(each.where.rpartition(".")[0] for each in DECLARED)
    assert {module: declared[module] for module in COUNTED} == COUNTED
    assert {module.partition(".")[0] for module in COUNTED} >= {"registry", "mail", "panel"}


def test_a_placeholder_without_parameter_is_an_import_error() -> None:
    from registry.store.sql import one

    with pytest.raises(ImportError, match="no parameter for :name"):

        @one("SELECT :name::text")
        async def query(db: Any) -> str: ...

    with pytest.raises(ImportError, match="does not use other"):

        @one("SELECT :name::text")
        async def unused(db: Any, *, name: str, other: str) -> str: ...


def test_the_bench_measures_queries_that_there_are() -> None:
    searches = {where for queries in own_cost.SEARCHES.values() for where in queries}
    assert {*own_cost.QUERIES.values()} | searches <= {declared.where for declared in DECLARED}
