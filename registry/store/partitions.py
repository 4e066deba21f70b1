"""Months of the big tables: which exist, and making one of them beside a table that is written to all the time."""

from datetime import datetime
from typing import Final

from registry.store.sql import Connection, many

TABLES: Final = ("registry.command", "registry.history", "audit.activity")
# Commands wait while a month is attached; rather than let them wait longer, the job gives up and tries again.
_PATIENCE: Final = "2s"


@many("""
    SELECT c.relname::text
      FROM pg_catalog.pg_inherits i
      JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = :parent::text::regclass
""")
async def of(db: Connection, *, parent: str) -> list[str]:
    """The names of a table's partitions."""


def name_of(table: str, month: datetime) -> str:
    """Without its schema, which is that of the table."""
    return f"{table.partition('.')[2]}_{month:%Y_%m}"


async def add(db: Connection, table: str, month: datetime, following: datetime) -> int:
    """Make the partition from one month's first instant to the next one's; how many rows moved there.

    Rows of that month which came before it was made wait in the default partition; they move in the same transaction, or
    PostgreSQL would refuse the partition. `table` is one of TABLES.
    """
    assert table in TABLES
    whole, default, part = table, f"{table}_default", f"{table.partition('.')[0]}.{name_of(table, month)}"
    await db.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
    await db.execute(f"LOCK TABLE {default} IN ACCESS EXCLUSIVE MODE")
    # Made LIKE the whole, it has the same columns in the same order.
    await db.execute(f"CREATE TABLE {part} (LIKE {whole} INCLUDING CONSTRAINTS INCLUDING COMMENTS)")
    moved = await db.execute(
        f"""WITH moved AS (DELETE FROM {default} WHERE at >= $1 AND at < $2 RETURNING *)
            INSERT INTO {part} TABLE moved""",
        month,
        following,
    )
    await db.execute(
        f"ALTER TABLE {whole} ATTACH PARTITION {part} "
        f"FOR VALUES FROM ('{month.isoformat()}') TO ('{following.isoformat()}')"
    )
    return int(moved.rpartition(" ")[2])
