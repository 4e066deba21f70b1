"""What the page of a host shows beside the host itself."""

from datetime import datetime

from panel.kit.projection import LIVES, held_by
from registry.store.sql import Connection, many, one


@one("""
    SELECT count(*)
      FROM registry.domain_host l
     WHERE l.host_id = :host_id
""")
async def delegations(db: Connection, *, host_id: int) -> int:
    """How many names are delegated to the host."""


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
