"""How deposits stand, for those who watch them."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.store.sql import Connection, one


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the deposits of a TLD or a registrar are: the watermark of the last that arrived, the day of the first that was
    planned, how many wait for people."""

    arrived: datetime | None
    began: date | None
    held_up: int


@one("""
    SELECT max(d.watermark) FILTER (WHERE d.kind <> 'thin' AND d.uploaded_at IS NOT NULL AND d.state <> 'rejected'),
           min(d.day) FILTER (WHERE d.kind <> 'thin'),
           count(*) FILTER (WHERE d.stopped)
      FROM registry.deposit d
      LEFT JOIN registry.tld t ON t.id = d.tld_id
      LEFT JOIN registry.registrar r ON r.id = d.registrar_id
     WHERE t.name = :tld
        OR r.handle = :registrar
""")
async def standing(db: Connection, *, tld: str | None, registrar: str | None) -> Standing:
    """Of one of the two."""


@one("""
    SELECT EXISTS (SELECT
                     FROM registry.deposit d
                     JOIN registry.deposit later USING (kind, day)
                    WHERE d.id = :deposit_id
                      AND (later.tld_id = d.tld_id OR later.registrar_id = d.registrar_id)
                      AND later.revision > d.revision)
""")
async def is_superseded(db: Connection, *, deposit_id: int) -> bool:
    """Whether there is a later revision of it."""
