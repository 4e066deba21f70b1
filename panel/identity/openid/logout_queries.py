"""Queries about logouts that applications are still to be told."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many


@dataclass(frozen=True, slots=True)
class Owed:
    """Somebody's logout that an application is still to be told."""

    id: int
    tries: int
    uri: str | None
    client_id: str
    account_id: int | None
    session_id: int | None


@many("""
    SELECT l.id, l.tries, p.backchannel_uri, p.client_id, g.account_id, g.session_id
      FROM iam.party_logout l
      JOIN iam.party_grant g ON g.id = l.grant_id
      JOIN iam.relying_party p ON p.id = g.party_id
     WHERE l.due <= :now
     ORDER BY l.due, l.id
     LIMIT 50
""")
async def owed(db: Connection, *, now: datetime) -> list[Owed]: ...


@do("DELETE FROM iam.party_logout WHERE id = :id")
async def told(db: Connection, *, id: int) -> None: ...


@do("UPDATE iam.party_logout SET tries = tries + 1, due = :due WHERE id = :id")
async def tell_later(db: Connection, *, id: int, due: datetime) -> None: ...
