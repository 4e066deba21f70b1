"""What was: full versions of every object, and every command that reached a door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.store.sql import Connection, do, many, maybe


@do("""
    WITH command AS (
        INSERT INTO registry.command (at, svtrid, cltrid, door, registrar_id, operator, address, session_id, verb, object,
                                      name, code, milliseconds, frame)
        SELECT :now, :svtrid, :cltrid, :door, :registrar_id, :operator, :address, :session_id, :verb, :kind,
               :name, :code, :milliseconds, :frame
         WHERE :is_command
    )
    INSERT INTO registry.history (at, kind, roid, name, tld_id, version, event, registrar_id, operator, door, cltrid,
                                  svtrid, policy_id, state, reason)
    VALUES (:now, :kind, :roid, :name, :tld_id, :version, :event, :registrar_id, :operator, :door, :cltrid,
            :svtrid, :policy_id, :state, :reason)
""")
async def record(
    db: Connection,
    *,
    now: datetime,
    svtrid: str,
    cltrid: str | None,
    door: str,
    registrar_id: int | None,
    operator: str | None,
    address: str | None,
    session_id: int | None,
    verb: str,
    kind: str,
    name: str,
    code: int,
    milliseconds: float,
    frame: str | None,
    is_command: bool,
    roid: str,
    tld_id: int | None,
    version: int,
    event: str,
    policy_id: int | None,
    state: bytes | None,
    reason: str | None,
) -> None:
    """One version of an object and, when a command made it, that command, in one statement."""


@dataclass(frozen=True, slots=True)
class Command:
    event: str
    cltrid: str | None
    svtrid: str


@maybe("""
    SELECT event, cltrid, svtrid
      FROM registry.history
     WHERE roid = :roid
       AND event = ANY(:events)
     ORDER BY version DESC
     LIMIT 1
""")
async def last_command(db: Connection, *, roid: str, events: list[str]) -> Command | None:
    """What last did one of `events` to the object, with its ids, for the message that closes it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an object: what made it, who, through which door, why, judged by which policy version; and the whole of
    it (None: it ended)."""

    at: datetime
    roid: str
    version: int
    event: str
    registrar: str | None
    operator: str | None
    door: str
    cltrid: str | None
    svtrid: str
    reason: str | None
    policy_id: int | None
    state: Mapping[str, Any] | None


@many("""
    SELECT h.at, h.roid, h.version, h.event, r.handle, h.operator, h.door, h.cltrid, h.svtrid, h.reason,
           h.policy_id, h.state
      FROM registry.history h
      LEFT JOIN registry.registrar r ON r.id = h.registrar_id
     WHERE h.kind = :kind
       AND h.name = :name
     ORDER BY h.at, h.version
""")
async def versions(db: Connection, *, kind: str, name: str) -> list[Version]:
    """Oldest first; a name that was registered several times shows several ROIDs."""


@many("""
    SELECT h.at, h.roid, h.version, h.event, r.handle, h.operator, h.door, h.cltrid, h.svtrid, h.reason,
           h.policy_id, h.state
      FROM registry.history h
      LEFT JOIN registry.registrar r ON r.id = h.registrar_id
     WHERE h.roid = :roid
     ORDER BY h.version
""")
async def versions_of(db: Connection, *, roid: str) -> list[Version]:
    """Oldest first, of one object."""
