"""Hosts for their page."""

from dataclasses import dataclass
from datetime import datetime

from panel.hosts.lists import SPONSOR
from panel.kit.projection import LIVES, held_by
from registry.store.sql import Connection, many, maybe


@dataclass(frozen=True, slots=True)
class HostRow:
    id: int
    roid: str
    name: str
    superordinate: str | None
    registrar: str
    addresses: list[str]
    statuses: list[str]
    created_at: datetime
    created_by: str
    updated_at: datetime | None
    transferred_at: datetime | None
    domains: int


@maybe(f"""
    SELECT h.id, h.roid, h.name, d.name, {SPONSOR},
           ARRAY(SELECT host(a) FROM unnest(h.addresses) a ORDER BY family(a), a), h.statuses, h.created_at, creator.handle,
           h.updated_at, h.transferred_at, (SELECT count(*) FROM registry.domain_host l WHERE l.host_id = h.id)
      FROM registry.host h
      JOIN registry.registrar creator ON creator.id = h.created_by
      LEFT JOIN registry.domain d ON d.id = h.superordinate_id
     WHERE h.name = :name
""")
async def by_name(db: Connection, *, name: str, now: datetime) -> HostRow | None: ...


@many(f"""
    SELECT d.name
      FROM registry.domain_host l
      JOIN registry.domain d ON d.id = l.domain_id
     WHERE l.host_id = :host_id
       AND {LIVES}
       AND (:own::bigint IS NULL OR {held_by(":own", "d.registrar_id", "domain_id", "d.id")})
     ORDER BY d.name
     LIMIT :most
""")
async def delegated_to(db: Connection, *, host_id: int, now: datetime, own: int | None, most: int) -> list[str]:
    """Names that are delegated to the host; only those of registrar `own` unless it is None."""
