"""How names were launched: in which phase, with which mark, in spite of which claims; and what the clearinghouse was told."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Launch:
    """The launch of a name; the notice is that of the claims on it, which a create may lack when they are fresh.

    `applied_at` is when the name was applied for, None where who came first got it.
    """

    name: str
    tld_id: int
    registrar_id: int
    registered_at: datetime
    phase: str
    subphase: str | None
    smd_id: str | None
    mark: str | None
    has_claims: bool
    notice_id: str | None
    notice_validator: str | None
    notice_not_after: datetime | None
    notice_accepted_at: datetime | None
    applied_at: datetime | None = None


@do("""
    INSERT INTO registry.launch
           (roid, name, tld_id, registrar_id, registered_at, phase, subphase, smd_id, mark, has_claims,
            notice_id, notice_validator, notice_not_after, notice_accepted_at, applied_at)
    VALUES (:roid, :name, :tld_id, :registrar_id, :registered_at, :phase, :subphase, :smd_id, :mark, :has_claims,
            :notice_id, :notice_validator, :notice_not_after, :notice_accepted_at, :applied_at)
""")
async def _add(
    db: Connection,
    *,
    roid: str,
    name: str,
    tld_id: int,
    registrar_id: int,
    registered_at: datetime,
    phase: str,
    subphase: str | None,
    smd_id: str | None,
    mark: str | None,
    has_claims: bool,
    notice_id: str | None,
    notice_validator: str | None,
    notice_not_after: datetime | None,
    notice_accepted_at: datetime | None,
    applied_at: datetime | None,
) -> None: ...


async def add(db: Connection, roid: str, launch: Launch) -> None:
    await _add(
        db,
        roid=roid,
        name=launch.name,
        tld_id=launch.tld_id,
        registrar_id=launch.registrar_id,
        registered_at=launch.registered_at,
        phase=launch.phase,
        subphase=launch.subphase,
        smd_id=launch.smd_id,
        mark=launch.mark,
        has_claims=launch.has_claims,
        notice_id=launch.notice_id,
        notice_validator=launch.notice_validator,
        notice_not_after=launch.notice_not_after,
        notice_accepted_at=launch.notice_accepted_at,
        applied_at=launch.applied_at,
    )


@maybe("""
    SELECT name::text, tld_id, registrar_id, registered_at, phase, subphase, smd_id, mark, has_claims,
           notice_id, notice_validator, notice_not_after, notice_accepted_at, applied_at
      FROM registry.launch
     WHERE roid = :roid
""")
async def by_roid(db: Connection, *, roid: str) -> Launch | None: ...


@dataclass(frozen=True, slots=True)
class Registered:
    """A line of what the clearinghouse is told (RFC 9361, section 6.3); `iana_id` is the registrar's."""

    roid: str
    name: str
    iana_id: int | None
    registered_at: datetime
    smd_id: str | None
    notice_id: str | None
    notice_accepted_at: datetime | None
    applied_at: datetime | None


@many("""
    SELECT l.roid, l.name::text, r.iana_id, l.registered_at, l.smd_id, l.notice_id, l.notice_accepted_at,
           l.applied_at
      FROM registry.launch l
      JOIN registry.registrar r ON r.id = l.registrar_id
     WHERE l.tld_id = :tld_id
       AND l.reported_at IS NULL
       AND CASE WHEN :sunrise THEN l.smd_id IS NOT NULL ELSE l.has_claims AND l.smd_id IS NULL END
     ORDER BY l.registered_at, l.roid
""")
async def unreported(db: Connection, *, tld_id: int, sunrise: bool) -> list[Registered]:
    """Names that the clearinghouse must be told of and was not: those with marks, or those with claims on them."""


@do("""
    UPDATE registry.launch
       SET reported_at = :at
     WHERE roid = ANY(:roids)
       AND reported_at IS NULL
""")
async def mark_reported(db: Connection, *, roids: list[str], at: datetime) -> None: ...
