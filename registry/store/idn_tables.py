"""IDN tables: every version, as it was imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.model.idn_table import IdnTable, Repertoire, TableBook
from registry.store.sql import Connection, many, maybe, one


@dataclass(frozen=True, slots=True)
class _TableRow:
    id: int
    name: str
    valid_from: datetime
    url: str
    document: Mapping[str, Any]


@many("""
    SELECT id, name, valid_from, url, document
      FROM registry.idn_table
     WHERE id <> ALL (:known)
     ORDER BY id
""")
async def _others(db: Connection, *, known: list[int]) -> list[_TableRow]: ...


async def book(db: Connection, known: TableBook | None = None) -> TableBook:
    """Every version of every table; those in `known` are not read again, for a version never changes."""
    tables = known.known() if known else {}
    rows = await _others(db, known=list(tables))
    if known is not None and not rows:
        return known
    fresh = [
        IdnTable(row.id, row.name, row.valid_from, row.url, Repertoire.from_document(row.document)) for row in rows
    ]
    return TableBook([*tables.values(), *fresh])


@one("""
    INSERT INTO registry.idn_table (name, valid_from, version, languages, url, policy_url, document, source)
    VALUES (:name, :valid_from, :version, :languages, :url, :policy_url, :document, :source)
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    name: str,
    valid_from: datetime,
    version: str | None,
    languages: list[str],
    url: str,
    policy_url: str,
    document: Mapping[str, Any],
    source: str,
) -> int: ...


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What a version says about itself, and where it is published."""

    id: int
    name: str
    valid_from: datetime
    version: str | None
    languages: list[str]
    url: str
    policy_url: str


@many("""
    SELECT id, name, valid_from, version, languages, url, policy_url
      FROM registry.idn_table
     ORDER BY name, valid_from
""")
async def facts(db: Connection) -> list[TableFacts]: ...


@maybe("""
    SELECT source
      FROM registry.idn_table
     WHERE id = :table_id
""")
async def source(db: Connection, *, table_id: int) -> str | None:
    """The file, as it was imported."""
