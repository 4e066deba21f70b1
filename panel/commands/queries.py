"""One command of the log."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, maybe


@dataclass(frozen=True, slots=True)
class Command:
    at: datetime
    svtrid: str
    cltrid: str | None
    door: str
    registrar: str | None
    operator: str | None
    address: str | None
    verb: str
    object: str | None
    name: str | None
    code: int
    milliseconds: float
    frame: str | None


@maybe("""
    SELECT c.at, c.svtrid, c.cltrid, c.door, r.handle, c.operator, host(c.address), c.verb, c.object, c.name, c.code,
           c.milliseconds, c.frame
      FROM registry.command c
      LEFT JOIN registry.registrar r ON r.id = c.registrar_id
     WHERE c.svtrid = :svtrid
     ORDER BY c.at DESC, c.id DESC
     LIMIT 1
""")
async def by_svtrid(db: Connection, *, svtrid: str) -> Command | None: ...
