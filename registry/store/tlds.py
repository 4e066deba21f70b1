"""TLDs and their policy versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.model.policy import Policy, PolicyBook, Rules
from registry.store.notices import POLICY
from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class PolicyRow:
    id: int
    tld_id: int
    tld: str
    valid_from: datetime
    valid_to: datetime | None
    document: Mapping[str, Any]

    def policy(self) -> Policy:
        rules = Rules.from_document(self.document)
        return Policy(self.id, self.tld_id, self.tld, self.valid_from, self.valid_to, rules)


@many("""
    SELECT p.id, p.tld_id, t.name, p.valid_from, p.valid_to, p.document
      FROM registry.policy p
      JOIN registry.tld t ON t.id = p.tld_id
     ORDER BY p.tld_id, p.valid_from
""")
async def policies(db: Connection) -> list[PolicyRow]: ...


async def book(db: Connection) -> PolicyBook:
    """Every version of every TLD."""
    return PolicyBook(row.policy() for row in await policies(db))


@maybe("""
    SELECT id
      FROM registry.tld
     WHERE name = :name
""")
async def id_of(db: Connection, *, name: str) -> int | None: ...


@maybe("""
    SELECT id
      FROM registry.tld
     WHERE name = :name
       FOR NO KEY UPDATE
""")
async def lock(db: Connection, *, name: str) -> int | None:
    """The TLD's number; nobody else changes its policies until this transaction ends."""


@one("""
    UPDATE registry.tld
       SET version = version + 1
     WHERE id = :tld_id
 RETURNING version
""")
async def count_version(db: Connection, *, tld_id: int) -> int: ...


@maybe("""
    SELECT max(valid_from)
      FROM registry.policy
     WHERE tld_id = :tld_id
""")
async def newest_from(db: Connection, *, tld_id: int) -> datetime | None:
    """Since, or from, when the newest policy version holds."""


@one("""
    INSERT INTO registry.tld (name)
    VALUES (:name)
 RETURNING id
""")
async def add(db: Connection, *, name: str) -> int: ...


@do("""
    UPDATE registry.policy
       SET valid_to = :at
     WHERE tld_id = :tld_id
       AND valid_to IS NULL
""")
async def close_policy(db: Connection, *, tld_id: int, at: datetime) -> None: ...


@one("""
    INSERT INTO registry.policy (tld_id, valid_from, document)
    VALUES (:tld_id, :valid_from, :document)
 RETURNING id
""")
async def add_policy(db: Connection, *, tld_id: int, valid_from: datetime, document: Mapping[str, Any]) -> int: ...


@do(f"SELECT pg_notify('{POLICY}', '')")
async def announce(db: Connection) -> None:
    """Tell every process, when this transaction commits, that the policies are not what they were."""
