"""Reminders that ring by mail."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Ringing:
    """Of whom, what was to be remembered, and of which object."""

    account_id: int
    login: str
    message: str
    of: str


@many("""
    WITH next AS (
        SELECT m.id
          FROM panel.reminder m
         WHERE m.by_mail
           AND m.mailed_for IS DISTINCT FROM m.rings_at
           AND m.rings_at <= :now
         ORDER BY m.rings_at, m.id
         LIMIT :most
           FOR UPDATE SKIP LOCKED
    ), rung AS (
        UPDATE panel.reminder m
           SET mailed_for = m.rings_at
          FROM next
         WHERE m.id = next.id
     RETURNING m.id, m.account_id, m.message, m.name
    )
    SELECT r.account_id, a.login, r.message, r.name
      FROM rung r
      JOIN iam.account a ON a.id = r.account_id
     ORDER BY r.id
""")
async def ring_by_mail(db: Connection, *, now: datetime, most: int) -> list[Ringing]:
    """Some of those that ring and were not mailed for that; they are with that."""
