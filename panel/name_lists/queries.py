"""What is known of lists of names beside what is on them."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.name_lists import ListKind
from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Standing:
    """A list as what can be done to it depends on it: `steps` are the instants at which it changed or will, the newest first."""

    id: int
    name: str
    kind: ListKind
    labels: int
    steps: list[datetime]
    now: datetime

    @property
    def planned(self) -> list[datetime]:
        return [each for each in self.steps if each > self.now]


@many("""
    SELECT l.id, l.name, l.kind,
           (SELECT count(*)
              FROM registry.listed_name n
             WHERE n.list_id = l.id
               AND n.valid_from <= :now
               AND (n.valid_to IS NULL OR n.valid_to > :now)),
           ARRAY(SELECT DISTINCT step.at
                   FROM registry.listed_name n
                  CROSS JOIN LATERAL (VALUES (n.valid_from), (n.valid_to)) AS step (at)
                  WHERE n.list_id = l.id
                    AND step.at IS NOT NULL
                  ORDER BY step.at DESC
                  LIMIT 100),
           :now::timestamptz
      FROM registry.name_list l
     WHERE l.name = ANY(:names)
""")
async def standings(db: Connection, *, names: list[str], now: datetime) -> list[Standing]: ...


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    labels: int


@many("""
    SELECT n.value, count(*)
      FROM registry.listed_name n
     WHERE n.list_id = :list_id
       AND n.valid_from <= :now
       AND (n.valid_to IS NULL OR n.valid_to > :now)
     GROUP BY n.value
     ORDER BY 2 DESC, 1
     LIMIT 30
""")
async def values(db: Connection, *, list_id: int, now: datetime) -> list[Value]:
    """The classes, or kinds of reservation, that are most on a list."""
