"""Contacts for their page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from panel.contacts.lists import SPONSOR
from panel.kit.projection import LIVES, held_by
from registry.store.sql import Connection, many, maybe


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    roid: str
    handle: str
    registrar: str
    postal: list[Mapping[str, Any]]
    voice: str | None
    voice_extension: str | None
    fax: str | None
    email: str
    disclose: Mapping[str, Any] | None
    statuses: list[str]
    created_at: datetime
    created_by: str
    updated_at: datetime | None
    transferred_at: datetime | None


@maybe(f"""
    SELECT c.id, c.roid, c.handle, {SPONSOR}, c.postal, c.voice, c.voice_extension, c.fax, c.email, c.disclose, c.statuses,
           c.created_at, creator.handle, c.updated_at, c.transferred_at
      FROM registry.contact c
      JOIN registry.registrar creator ON creator.id = c.created_by
     WHERE c.handle = :handle
""")
async def by_handle(db: Connection, *, handle: str, now: datetime) -> ContactRow | None: ...


@dataclass(frozen=True, slots=True)
class Use:
    name: str
    role: str


@many(f"""
    SELECT d.name, link.role
      FROM (SELECT id, 'registrant' FROM registry.domain WHERE registrant_id = :contact_id
             UNION ALL
            SELECT domain_id, role FROM registry.domain_contact WHERE contact_id = :contact_id) AS link (domain_id, role)
      JOIN registry.domain d ON d.id = link.domain_id
     WHERE {LIVES}
       AND (:own::bigint IS NULL OR {held_by(":own", "d.registrar_id", "domain_id", "d.id")})
     ORDER BY d.name, link.role
     LIMIT :most
""")
async def uses(db: Connection, *, contact_id: int, now: datetime, own: int | None, most: int) -> list[Use]:
    """Names that the contact stands in, and as what; only those of registrar `own` unless it is None."""
