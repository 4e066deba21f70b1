"""Names that are kept from becoming domains: where deposits gather them, and what they are gathered from.

They are written down nowhere: reserved labels stand on lists, and variants follow from IDN tables. So each reading of a deposit
makes a table of its own, in a transaction that is taken back at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.model.kept_name import KeptName
from registry.store.sql import Connection, many


@many("""
    SELECT n.label::text, min(n.valid_from), (array_agg(n.value ORDER BY array_position(:lists, l.name)))[1]
      FROM registry.listed_name n
      JOIN registry.name_list l ON l.id = n.list_id
     WHERE l.kind = 'reserved'
       AND l.name = ANY(:lists::text[])
       AND n.valid_from <= :at
       AND (n.valid_to IS NULL OR n.valid_to > :at)
       AND n.label > :after
     GROUP BY n.label
     ORDER BY n.label
     LIMIT :most
""")
async def reserved(
    db: Connection, *, lists: list[str], at: datetime, after: str, most: int
) -> list[tuple[str, datetime, str]]:
    """Labels on any of the lists, since when, and the kind of the reservation on the first list that has it, in their order from
    after one on."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A name as far as variants follow from it; `table` is the IDN table that it was registered by."""

    id: int
    name: str
    table: str | None
    created_at: datetime


@many("""
    SELECT d.id, d.name::text, idn.name, d.created_at
      FROM registry.domain d
      LEFT JOIN registry.idn_table idn ON idn.id = d.idn_table_id
     WHERE d.tld_id = :tld_id
       AND d.id > :after
     ORDER BY d.id
     LIMIT :most
""")
async def registered(db: Connection, *, tld_id: int, after: int, most: int) -> list[Registered]: ...


async def begin(db: Connection) -> None:
    """An empty table. Its ids say which name it is, so that they are the same in every reading."""
    await db.execute("DROP TABLE IF EXISTS pg_temp.kept")
    await db.execute("""
        CREATE TEMPORARY TABLE kept (
            id bigint GENERATED ALWAYS AS (hashtextextended(name, 0)) STORED,
            name text COLLATE "C" PRIMARY KEY,
            original text,
            idn_table text,
            state text NOT NULL,
            created_at timestamptz NOT NULL
        ) ON COMMIT DROP""")


async def add(db: Connection, names: Sequence[KeptName]) -> None:
    """A name that is there already stays as it is."""
    await db.execute(
        """INSERT INTO pg_temp.kept (name, original, idn_table, state, created_at)
           SELECT name, original, idn_table, state, created_at
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
                  AS given (name, original, idn_table, state, created_at)
               ON CONFLICT (name) DO NOTHING""",
        [each.name for each in names],
        [each.original for each in names],
        [each.table for each in names],
        [each.state for each in names],
        [each.created_at for each in names],
    )


async def settle(db: Connection) -> int:
    """How many remain when those are taken out that are domains: a name is one or the other."""
    await db.execute("DELETE FROM pg_temp.kept k WHERE EXISTS (SELECT FROM registry.domain d WHERE d.name = k.name)")
    await db.execute("ANALYZE pg_temp.kept")
    row = await db.fetchrow("SELECT count(*) FROM pg_temp.kept")
    assert row
    return int(row[0])
