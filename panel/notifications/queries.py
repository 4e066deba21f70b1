"""Notifications of one account."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    event: str
    subject: str
    text: str
    at: datetime
    read_at: datetime | None


@many("""
    SELECT n.id, n.event, n.subject, n.text, n.at, n.read_at
      FROM mail.notice n
     WHERE n.id = ANY (:ids) AND n.account_id = :account_id AND n.on_site
""")
async def notices(db: Connection, *, ids: list[int], account_id: int) -> list[Notice]:
    """Those of them that are the account's own."""
