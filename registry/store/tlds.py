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
       AND valid_from < :at
       AND (valid_to IS NULL OR valid_to > :at)
""")
async def end_policy(db: Connection, *, tld_id: int, at: datetime) -> None:
    """The version that would be in force at an instant is so only until then."""


@one("""
    INSERT INTO registry.policy (tld_id, valid_from, valid_to, document)
    VALUES (:tld_id, :valid_from, :valid_to, :document)
 RETURNING id
""")
async def add_policy(
    db: Connection, *, tld_id: int, valid_from: datetime, valid_to: datetime | None, document: Mapping[str, Any]
) -> int: ...


@do("""
    DELETE FROM registry.policy
     WHERE id = :policy_id
""")
async def withdraw_policy(db: Connection, *, policy_id: int) -> None: ...


@do("""
    UPDATE registry.policy
       SET valid_to = :until
     WHERE tld_id = :tld_id
       AND valid_to = :at
""")
async def lengthen_policy(db: Connection, *, tld_id: int, at: datetime, until: datetime | None) -> None:
    """The version that was to end at an instant is in force on, until another one."""


@dataclass(frozen=True, slots=True)
class Holding:
    """So many names of a class that a registrar sponsors, all registered under one version and received under one.

    None: the name is older than the first version.
    """

    registrar: str
    name_class: str
    created_under: int | None
    received_under: int | None
    names: int


@many("""
    SELECT r.handle, d.name_class, c.id, t.id, count(*)
      FROM registry.domain d
      JOIN registry.registrar r ON r.id = d.registrar_id
      LEFT JOIN registry.policy c
        ON c.tld_id = d.tld_id
       AND c.valid_from <= d.created_at
       AND (c.valid_to IS NULL OR c.valid_to > d.created_at)
      LEFT JOIN registry.policy t
        ON t.tld_id = d.tld_id
       AND t.valid_from <= coalesce(d.transferred_at, d.created_at)
       AND (t.valid_to IS NULL OR t.valid_to > coalesce(d.transferred_at, d.created_at))
     WHERE d.tld_id = :tld_id
     GROUP BY r.handle, d.name_class, c.id, t.id
     ORDER BY r.handle, d.name_class, c.id, t.id
""")
async def holdings(db: Connection, *, tld_id: int) -> list[Holding]: ...


@do(f"SELECT pg_notify('{POLICY}', '')")
async def announce(db: Connection) -> None:
    """Tell every process, when this transaction commits, that the policies are not what they were."""
