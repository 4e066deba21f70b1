"""Queries that several modules share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.store import domains
from registry.store.sql import Connection, many


@many(f"SELECT {domains.COLUMNS} {domains.SOURCES} WHERE d.id = ANY(:ids)")
async def domain_rows(db: Connection, *, ids: list[int]) -> list[domains.DomainRow]: ...


@dataclass(frozen=True, slots=True)
class Version:
    at: datetime
    event: str
    version: int
    registrar: str | None
    operator: str | None
    door: str
    cltrid: str | None
    svtrid: str
    state: Mapping[str, Any] | None


@many("""
    SELECT h.at, h.event, h.version, r.handle, h.operator, h.door, h.cltrid, h.svtrid, h.state
      FROM registry.history h
      LEFT JOIN registry.registrar r ON r.id = h.registrar_id
     WHERE h.roid = :roid
     ORDER BY h.version DESC
     LIMIT :most
""")
async def versions(db: Connection, *, roid: str, most: int) -> list[Version]: ...
