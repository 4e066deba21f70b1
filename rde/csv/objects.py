"""Objects out of CSV files, as the elements that the XML model has for them (RFC 9022): so whoever reads the one reads the other.

Rows are gathered in a file first, since those of one object lie in several files, in any order.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from lxml import etree

from rde.csv import elements
from rde.csv import fields as ns
from rde.csv.elements import Children, Others, Text
from rde.csv.reading import Definition, Row
from rde.verify.spool import scratch

_BATCH: Final = 2_000
_TABLES: Final = """
    CREATE TABLE main (kind TEXT, number INTEGER, key TEXT, data TEXT);
    CREATE TABLE child (kind TEXT, name TEXT, number INTEGER, key TEXT, data TEXT);
"""
_INDEXES: Final = """
    CREATE INDEX main_key ON main (kind, key);
    CREATE INDEX child_key ON child (kind, key, name, number);
"""


@dataclass(frozen=True, slots=True)
class _Kind:
    """The definition whose rows are objects, which of its fields children refer to, and how an element is made."""

    main: str
    keys: tuple[str, ...]
    children: frozenset[str]
    build: Callable[[Text, Children, Others], etree._Element]


class Rows:
    """The rows of a deposit's CSV files."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._main: list[tuple[str, int, str, str]] = []
        self._children: list[tuple[str, str, int, str, str]] = []
        self._number = 0

    def take(self, definition: Definition, row: Row) -> None:
        """A row of what there is; those of definitions that RFC 9022 does not know are left out."""
        kind = _KINDS.get(definition.namespace)
        if kind is None:
            return
        self._number += 1
        data = json.dumps(row, ensure_ascii=False)
        if definition.name == kind.main:
            key = next((value for each in kind.keys if (value := row.get(each))), "")
            self._main.append((definition.namespace, self._number, key, data))
        elif definition.name in kind.children:
            key = next((row.get(each) or "" for each in kind.keys if each in row), "")
            self._children.append((definition.namespace, definition.name, self._number, key, data))
        if len(self._main) + len(self._children) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO main VALUES (?, ?, ?, ?)", self._main)
        self._db.executemany("INSERT INTO child VALUES (?, ?, ?, ?, ?)", self._children)
        self._main.clear()
        self._children.clear()

    def settle(self) -> None:
        """All rows are taken; now they can be asked for."""
        self._flush()
        self._db.executescript(_INDEXES)

    def objects(self) -> Iterator[etree._Element]:
        """Each object, those first that others refer to, in the order of their rows."""
        for namespace, kind in _KINDS.items():
            for key, data in self._db.execute(
                "SELECT key, data FROM main WHERE kind = ? ORDER BY number", (namespace,)
            ):
                yield kind.build(json.loads(data), self._of(namespace, key), self)

    def _of(self, namespace: str, key: str) -> dict[str, list[Text]]:
        children: dict[str, list[Text]] = {}
        sql = "SELECT name, data FROM child WHERE kind = ? AND key = ? ORDER BY name, number"
        for name, data in self._db.execute(sql, (namespace, key)):
            children.setdefault(name, []).append(json.loads(data))
        return children

    def orphans(self) -> Iterator[tuple[str, str]]:
        """Definitions with rows below objects that are not there, and the key of one of these."""
        yield from self._db.execute("""
            SELECT c.name, min(c.key)
              FROM child c
             WHERE NOT EXISTS (SELECT 1 FROM main m WHERE m.kind = c.kind AND m.key = c.key)
             GROUP BY c.name, c.key""")

    def host_called(self, roid: str) -> str | None:
        """The name of a host by its ROID."""
        found = self._db.execute("SELECT data FROM main WHERE kind = ? AND key = ?", (ns.CSV_HOST, roid)).fetchone()
        return json.loads(found[0]).get("csvHost:fName") if found else None

    def registrar_numbered(self, gurid: str) -> str:
        """The id of a registrar by IANA's number, where deposits name them so; the number where it is the id."""
        sql = "SELECT data FROM main WHERE kind = ? AND json_extract(data, '$.\"csvRegistrar:fGurid\"') = ?"
        found = self._db.execute(sql, (ns.CSV_REGISTRAR, gurid)).fetchone()
        return (json.loads(found[0]).get("csvRegistrar:fId") if found else None) or gurid


@contextmanager
def gathering() -> Iterator[Rows]:
    """Raises OSError."""
    with scratch(_TABLES) as db:
        yield Rows(db)


# Those first that others refer to.
_KINDS: Final[Mapping[str, _Kind]] = {
    ns.CSV_REGISTRAR: _Kind("registrar", ("csvRegistrar:fId", "csvRegistrar:fGurid"), frozenset(), elements.registrar),
    ns.CSV_IDN: _Kind("idnLanguage", ("rdeCsv:fIdnTableId",), frozenset(), elements.idn),
    ns.CSV_CONTACT: _Kind(
        "contact",
        ("csvContact:fId",),
        frozenset({"contactStatuses", "contactPostal", "contactTransfer", "contactDisclose"}),
        elements.contact,
    ),
    ns.CSV_HOST: _Kind("host", ("rdeCsv:fRoid",), frozenset({"hostStatuses", "hostAddresses"}), elements.host),
    ns.CSV_DOMAIN: _Kind(
        "domain",
        ("csvDomain:fName",),
        frozenset(
            {
                "domainContacts",
                "domainStatuses",
                "domainNameServers",
                "domainNameServersAddresses",
                "dnssec",
                "domainTransfer",
            }
        ),
        elements.domain,
    ),
    ns.CSV_NNDN: _Kind("NNDN", ("csvNNDN:fAName",), frozenset(), elements.nndn),
}


def is_known(definition: Definition) -> bool:
    """Whether RFC 9022 has a definition of that name for that kind of objects."""
    kind = _KINDS.get(definition.namespace)
    if kind is None:
        return False
    return definition.name == kind.main or (definition.name in kind.children and not definition.deletes)


def lacks_key(definition: Definition) -> str | None:
    """The field without which nobody knows whose a row is; None where it is there."""
    kind = _KINDS.get(definition.namespace)
    if kind is None:
        return None
    keys = kind.keys
    if definition.namespace == ns.CSV_HOST and definition.deletes:
        keys = ("rdeCsv:fRoid", "csvHost:fName")
    return None if {field.key for field in definition.fields} & set(keys) else keys[0]
