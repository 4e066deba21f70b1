"""What a token was used for."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Use:
    """`name` is None where the object is no more."""

    at: datetime
    roid: str
    name: str | None


@many("""
    SELECT u.at, u.roid, coalesce(d.name, a.name)::text
      FROM registry.redemption u
      LEFT JOIN registry.domain d ON d.roid = u.roid
      LEFT JOIN registry.application a ON a.roid = u.roid
     WHERE u.token_id = :token_id
     ORDER BY u.at DESC
     LIMIT 50
""")
async def used_for(db: Connection, *, token_id: int) -> list[Use]:
    """The newest first."""
