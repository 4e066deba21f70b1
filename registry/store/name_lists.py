"""Lists of names that a registry sells dearer, or not at all: who is on them, and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from registry.store.sql import Connection, do, many, maybe, one

ListKind = Literal["premium", "reserved"]


@dataclass(frozen=True, slots=True)
class Listing:
    """A label on a list: with the class it is sold as, or the kind of its reservation (registry/model/reservation.py)."""

    label: str
    list: str
    kind: ListKind
    value: str
    valid_from: datetime
    valid_to: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


@many("""
    SELECT n.label::text, l.name, l.kind, n.value, n.valid_from, n.valid_to
      FROM registry.listed_name n
      JOIN registry.name_list l ON l.id = n.list_id
     WHERE n.label = ANY(:labels)
     ORDER BY n.label, n.valid_from, l.id
""")
async def _listings(db: Connection, *, labels: list[str]) -> list[Listing]: ...


Listings = Mapping[str, Sequence[Listing]]


async def listings(db: Connection, asked: Sequence[Sequence[str]]) -> list[Listings]:
    """Where the labels stand on any list, at any time: a look for `Store.together`; who asks knows its own labels."""
    found: dict[str, list[Listing]] = {}
    for each in await _listings(db, labels=list({label for labels in asked for label in labels})):
        found.setdefault(each.label, []).append(each)
    return [found] * len(asked)


@dataclass(frozen=True, slots=True)
class Held:
    """A registered name, who has it, and the class that it was sold as."""

    name: str
    registrar: str
    name_class: str


@many("""
    SELECT d.name::text, r.handle, d.name_class
      FROM registry.domain d
      JOIN registry.registrar r ON r.id = d.registrar_id
     WHERE d.name = ANY(:names)
       AND (d.purge_at IS NULL OR d.purge_at > :now)
     ORDER BY d.name
""")
async def held(db: Connection, *, names: list[str], now: datetime) -> list[Held]:
    """Those of the names that are registered."""


@dataclass(frozen=True, slots=True)
class NameList:
    """A list with the number of labels that are on it at an instant."""

    id: int
    name: str
    kind: ListKind
    labels: int


@many("""
    SELECT l.id, l.name, l.kind,
           (SELECT count(*)
              FROM registry.listed_name n
             WHERE n.list_id = l.id
               AND n.valid_from <= :now
               AND (n.valid_to IS NULL OR n.valid_to > :now))
      FROM registry.name_list l
     ORDER BY l.name
""")
async def lists(db: Connection, *, now: datetime) -> list[NameList]: ...


@maybe("""
    SELECT id, name, kind, 0::bigint
      FROM registry.name_list
     WHERE name = :name
       FOR UPDATE
""")
async def lock(db: Connection, *, name: str) -> NameList | None:
    """The list, which nobody else changes until this transaction ends; its labels are not counted."""


@one("""
    INSERT INTO registry.name_list (name, kind)
    VALUES (:name, :kind)
 RETURNING id
""")
async def add(db: Connection, *, name: str, kind: ListKind) -> int: ...


@maybe("""
    SELECT id, name, kind, 0::bigint
      FROM registry.name_list
     WHERE name = :name
""")
async def by_name(db: Connection, *, name: str) -> NameList | None:
    """The list; its labels are not counted."""


@many("""
    SELECT label::text, concat_ws(' ', value, reason)
      FROM registry.listed_name
     WHERE list_id = :list_id
       AND valid_from <= :at
       AND (valid_to IS NULL OR valid_to > :at)
     ORDER BY label
""")
async def entries_at(db: Connection, *, list_id: int, at: datetime) -> list[tuple[str, str]]:
    """Each label with its value, and behind that its reason, if it has one."""


@do("""
    DELETE FROM registry.listed_name
     WHERE list_id = :list_id
       AND valid_from >= :at
""")
async def forget_from(db: Connection, *, list_id: int, at: datetime) -> None:
    """What was to begin at an instant, or later, never does."""


@do("""
    UPDATE registry.listed_name
       SET valid_to = NULL
     WHERE list_id = :list_id
       AND valid_to >= :at
""")
async def reopen(db: Connection, *, list_id: int, at: datetime) -> None:
    """What was to end at an instant, or later, does not."""


@do("""
    UPDATE registry.listed_name
       SET valid_to = :at
     WHERE list_id = :list_id
       AND valid_to IS NULL
       AND label = ANY(:labels)
""")
async def close_entries(db: Connection, *, list_id: int, labels: list[str], at: datetime) -> None: ...


@do("""
    INSERT INTO registry.listed_name (list_id, label, value, reason, valid_from)
    SELECT :list_id, label, value, reason, :at
      FROM unnest(:labels::text[], :values::text[], :reasons::text[]) AS entry (label, value, reason)
""")
async def open_new(
    db: Connection, *, list_id: int, labels: list[str], values: list[str], reasons: list[str | None], at: datetime
) -> None: ...


@one("""
    UPDATE registry.name_list
       SET version = version + 1
     WHERE id = :list_id
 RETURNING version
""")
async def count_version(db: Connection, *, list_id: int) -> int: ...


@one("""
    SELECT greatest(max(valid_from), max(valid_to))
      FROM registry.listed_name
     WHERE list_id = :list_id
""")
async def last_change(db: Connection, *, list_id: int) -> datetime | None:
    """When labels last come to the list or go from it, as far as that is known."""


@dataclass(frozen=True, slots=True)
class ListStep:
    """So many labels come to a list and go from it at an instant; one that gets another value does both."""

    at: datetime
    come: int
    gone: int


@many("""
    SELECT at, sum(come)::bigint, sum(gone)::bigint
      FROM (SELECT valid_from AS at, 1 AS come, 0 AS gone
              FROM registry.listed_name
             WHERE list_id = :list_id
             UNION ALL
            SELECT valid_to, 0, 1
              FROM registry.listed_name
             WHERE list_id = :list_id
               AND valid_to IS NOT NULL) AS step
     GROUP BY at
     ORDER BY at
""")
async def steps(db: Connection, *, list_id: int) -> list[ListStep]: ...
