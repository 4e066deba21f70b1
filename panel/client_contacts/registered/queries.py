"""Queries about which of the registry's contacts a client's contact is, and in which names it stands there."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.projection import LIVES
from registry.store.sql import Connection, many, maybe


@maybe("SELECT c.roid FROM registry.contact c WHERE c.handle = :handle")
async def roid_of(db: Connection, *, handle: str) -> str | None: ...


@maybe("""
    INSERT INTO panel.contact_in_registry (roid, contact_id)
    VALUES (:roid, :contact_id)
        ON CONFLICT DO NOTHING
 RETURNING roid
""")
async def link(db: Connection, *, roid: str, contact_id: int) -> str | None:
    """None: it is somebody already."""


@maybe("""
    DELETE FROM panel.contact_in_registry k
     USING registry.contact r
     WHERE r.roid = k.roid
       AND r.handle = :handle
       AND k.contact_id = :contact_id
 RETURNING k.roid
""")
async def unlink(db: Connection, *, handle: str, contact_id: int) -> str | None: ...


# Names that stand on what a contact of a client is in the registry.
_HELD = f"""
      FROM panel.contact_in_registry k
      JOIN registry.contact r ON r.roid = k.roid
     CROSS JOIN LATERAL (SELECT n.id, 'registrant' FROM registry.domain n WHERE n.registrant_id = r.id
                          UNION ALL
                         SELECT l.domain_id, l.role FROM registry.domain_contact l WHERE l.contact_id = r.id) u (domain_id, role)
      JOIN registry.domain d ON d.id = u.domain_id AND {LIVES}
"""


@dataclass(frozen=True, slots=True)
class Held:
    name: str
    role: str


@many(f"""
    SELECT d.name, u.role
    {_HELD}
     WHERE k.contact_id = :contact_id
     ORDER BY d.name, u.role
     LIMIT :most
""")
async def held(db: Connection, *, contact_id: int, now: datetime, most: int) -> list[Held]:
    """Names that the contact stands in, and as what."""


@many(f"""
    SELECT DISTINCT t.name
    {_HELD}
      JOIN registry.tld t ON t.id = d.tld_id
     WHERE k.contact_id = :contact_id
     ORDER BY t.name
""")
async def tlds_of(db: Connection, *, contact_id: int, now: datetime) -> list[str]:
    """Where the contact stands in names."""


@many("""
    SELECT k.contact_id
      FROM panel.contact_in_registry k
      JOIN registry.contact r ON r.roid = k.roid
     WHERE r.handle = ANY (:handles::text[])
""")
async def known_as(db: Connection, *, handles: list[str]) -> list[int]:
    """Contacts of clients that are these in the registry."""
