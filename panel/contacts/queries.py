"""What the page of a contact shows beside the contact itself."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.projection import LIVES, held_by
from registry.store.sql import Connection, many


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


@many("SELECT c.email FROM registry.contact c WHERE c.handle = ANY (:handles::text[])")
async def addresses_of(db: Connection, *, handles: list[str]) -> list[str]:
    """The e-mails of these contacts."""
