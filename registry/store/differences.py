"""What two readings of a TLD's objects say differently: for deposits of what changed.

Each reading is told here object by object, as an id, what the object is known by, and a digest of what the deposit says of it. So
whatever changed is found, be it of the object, of what it refers to, or by time alone.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from registry.store.copying import Placed, copy, placed, quoted
from registry.store.sql import Connection

Reading = Literal["former", "latter"]

_READINGS: Final[tuple[Reading, ...]] = ("former", "latter")


async def begin(db: Connection) -> None:
    """In a transaction that is taken back at its end."""
    for reading in _READINGS:
        await db.execute(
            f"CREATE TEMPORARY TABLE {reading} (kind text, object_id bigint, known text, digest text) ON COMMIT DROP"
        )
    await db.execute("CREATE TEMPORARY TABLE differing (kind text, object_id bigint) ON COMMIT DROP")


async def tell(db: Connection, reading: Reading, kind: str, query: str, values: Mapping[str, Placed]) -> None:
    """Objects of one kind as a reading has them; the query gives id, what it is known by, and digest."""
    told = f"({placed(query, values)}) AS told (object_id, known, digest)"
    await db.execute(
        f"INSERT INTO pg_temp.{reading} (kind, object_id, known, digest)"
        f" SELECT {quoted(kind)}, object_id, known, digest FROM {told}"
    )


async def compare(db: Connection) -> None:
    """When both are told."""
    await db.execute("ANALYZE pg_temp.former, pg_temp.latter")
    await db.execute("""
        INSERT INTO pg_temp.differing (kind, object_id)
        SELECT kind, object_id
          FROM (SELECT kind, object_id, known, digest FROM pg_temp.latter
                EXCEPT ALL
                SELECT kind, object_id, known, digest FROM pg_temp.former) AS fresh""")
    await db.execute("CREATE INDEX ON pg_temp.differing (kind, object_id)")
    await db.execute("ANALYZE pg_temp.differing")


def differing(kind: str) -> str:
    """The query for ids of objects that the latter reading has, and the former has otherwise or not at all."""
    return f"SELECT object_id FROM pg_temp.differing WHERE kind = {quoted(kind)}"


async def count(db: Connection, kind: str, first: int | None, last: int | None) -> int:
    """How many they are, of all ids or between two."""
    between = "($1::bigint IS NULL OR object_id BETWEEN $1 AND $2::bigint)"
    row = await db.fetchrow(f"SELECT count(*) FROM ({differing(kind)}) AS d WHERE {between}", first, last)
    assert row
    return int(row[0])


async def copy_gone(
    db: Connection, kind: str, around: tuple[str, str], take: Callable[[bytes], None], *, versioned: bool
) -> int:
    """What the former reading's objects are known by that the latter lacks, each between two texts, in order of their ids.

    An object that took another's name is another, unless ids are those of versions (`versioned`).
    """
    start, end = map(quoted, around)
    return await copy(db, gone(kind, f"{start} || f.known || {end}", versioned=versioned), take)


def gone(kind: str, shown: str, *, versioned: bool) -> str:
    """The query for `shown` of the objects `f` of the former reading that the latter lacks."""
    same = "" if versioned else " AND l.object_id = f.object_id"
    return f"""
        SELECT {shown}
          FROM pg_temp.former f
         WHERE f.kind = {quoted(kind)}
           AND NOT EXISTS (SELECT FROM pg_temp.latter l WHERE l.kind = f.kind AND l.known = f.known{same})
         ORDER BY f.object_id"""
