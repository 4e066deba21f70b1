"""What the database tells of copies of personal data, and of logins that nobody gets again."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import BELOW
from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Logo:
    kind: str
    octets: bytes


@maybe("SELECT b.logo_kind, b.logo FROM panel.brand b WHERE b.seller_id = :seller_id AND b.logo IS NOT NULL")
async def logo(db: Connection, *, seller_id: int) -> Logo | None: ...


@maybe(f"""
    SELECT a.login
      FROM iam.account a
     WHERE a.id = :id
       AND a.state <> 'wiped'
       AND (:everything OR a.id = :own OR {BELOW})
""")
async def login_of(db: Connection, *, id: int, own: int, everything: bool, root: int | None) -> str | None:
    """Whose data it is, where that is in the asker's scope."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that somebody asked for of their own data."""

    id: int
    state: str
    octets: int | None
    asked_at: datetime
    expires_at: datetime
    problem: str | None


@many("""
    SELECT e.id, e.state, e.octets, e.asked_at, e.expires_at, e.problem
      FROM panel.export e
     WHERE e.account_id = :id
       AND e.of_account = :id
       AND e.expires_at > :now
     ORDER BY e.id DESC
""")
async def own_copies(db: Connection, *, id: int, now: datetime) -> list[Copy]: ...


@do("INSERT INTO iam.tombstone (digest) VALUES (sha256(convert_to(:login, 'UTF8'))) ON CONFLICT DO NOTHING")
async def bury(db: Connection, *, login: str) -> None:
    """Nobody gets the login again."""
