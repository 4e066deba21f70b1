"""Transfers as what can be done to them depends on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Moving:
    """The last transfer of an object; `waits`: nobody has decided it, nor has time."""

    kind: Literal["domain", "contact"]
    name: str
    losing: str
    gaining: str
    act_by: datetime
    waits: bool

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.name}"


_MOVING = """
    FROM registry.transfer x
    JOIN registry.registrar l ON l.id = x.losing_id
    JOIN registry.registrar g ON g.id = x.gaining_id
"""


@many(f"""
    SELECT 'domain', d.name::text, l.handle, g.handle, x.act_by, x.status = 'pending' AND x.act_by > :now
      {_MOVING}
      JOIN registry.domain d ON d.id = x.domain_id
     WHERE d.name = ANY(:names)
     ORDER BY x.id
""")
async def of_domains(db: Connection, *, names: list[str], now: datetime) -> list[Moving]: ...


@many(f"""
    SELECT 'contact', c.handle, l.handle, g.handle, x.act_by, x.status = 'pending' AND x.act_by > :now
      {_MOVING}
      JOIN registry.contact c ON c.id = x.contact_id
     WHERE c.handle = ANY(:handles)
     ORDER BY x.id
""")
async def of_contacts(db: Connection, *, handles: list[str], now: datetime) -> list[Moving]: ...
