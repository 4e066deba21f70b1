"""What is noted of every object until all are read, in a file: sets of names do not fit into memory, whatever its size.

The file is SQLite's, and has no name: nobody else can open it, and it goes with the process, however that ends. Its cache is
bounded, and indexes are made once, by sorting.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rde.verify.kinds import Kind

_CACHE: Final = 8 << 10  # KiB
_BATCH: Final = 2_000
# References to the same thing come in a row: most names of a registrar have its contacts and its name servers.
_REMEMBERED: Final = 5_000
_TABLES: Final = """
    CREATE TABLE object (kind INTEGER, key TEXT, roid TEXT, shape INTEGER, addresses INTEGER);
    CREATE TABLE reference (kind INTEGER, key TEXT, by_kind INTEGER, by_key TEXT);
"""
_INDEXES: Final = """
    CREATE INDEX object_key ON object (kind, key);
    CREATE INDEX object_roid ON object (roid) WHERE roid IS NOT NULL;
    CREATE INDEX reference_key ON reference (kind, key);
"""


class Spool:
    """`shapes` are the sets of elements that objects have, of which there are few; an object is noted with the number of its."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._objects: list[tuple[int, str, str | None, int, int]] = []
        self._references: list[tuple[int, str, int, str]] = []
        self._remembered: set[tuple[int, str, int]] = set()
        self.shapes: dict[tuple[int, frozenset[str]], int] = {}

    def note(self, kind: Kind, key: str, roid: str | None, elements: frozenset[str], addresses: int) -> None:
        shape = self.shapes.setdefault((kind.number, elements), len(self.shapes))
        self._objects.append((kind.number, key, roid, shape, addresses))
        if len(self._objects) >= _BATCH:
            self._flush()

    def refer(self, kind: Kind, key: str, by_kind: Kind, by_key: str) -> None:
        """An object refers to another; by which objects of a kind is only remembered for some."""
        told = (kind.number, key, by_kind.number)
        if told in self._remembered:
            return
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        self._remembered.add(told)
        self._references.append((kind.number, key, by_kind.number, by_key))
        if len(self._references) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO object VALUES (?, ?, ?, ?, ?)", self._objects)
        self._db.executemany("INSERT INTO reference VALUES (?, ?, ?, ?)", self._references)
        self._objects.clear()
        self._references.clear()

    def settle(self) -> None:
        """All is noted; now it can be asked."""
        self._flush()
        self._db.executescript(_INDEXES)

    def ask(self, sql: str, *values: Any) -> Iterator[Sequence[Any]]:
        yield from self._db.execute(sql, values)


@contextmanager
def spool() -> Iterator[Spool]:
    """Raises OSError."""
    with scratch(_TABLES) as db:
        yield Spool(db)


@contextmanager
def scratch(tables: str) -> Iterator[sqlite3.Connection]:
    """A database of these tables in a file without a name, in TMPDIR, or else in /var/tmp. Raises OSError."""
    db = sqlite3.connect("", isolation_level=None)
    try:
        db.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{_CACHE};"
            f"PRAGMA temp_store = FILE; {tables}"
        )
        db.execute("BEGIN")
        yield db
    except sqlite3.OperationalError as error:  # what it says of a full disk
        raise OSError(f"what was read cannot be noted: {error}") from None
    finally:
        db.close()
