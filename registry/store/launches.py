"""How names were launched: in which phase, with which mark, in spite of which claims; the clearinghouse is told of some."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.lordn import Tray, tray_of
from registry.store.sql import Connection, do, maybe


@dataclass(frozen=True, slots=True)
class Launch:
    """The launch of a name; the notice is that of the claims on it, which a create may lack when they are fresh.

    `applied_at` is when the name was applied for, None where who came first got it.
    `qlp`: under a qualified launch programme, where it matters whether the label was in the sunrise list.
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
    qlp: bool = False
    in_sunrise_list: bool = False

    @property
    def tray(self) -> Tray | None:
        """Where the clearinghouse is told of the name, None where it is not."""
        return tray_of(
            qlp=self.qlp,
            has_mark=self.smd_id is not None,
            has_claims=self.has_claims,
            in_sunrise_list=self.in_sunrise_list,
        )


@do("""
    WITH launched AS (
        INSERT INTO registry.launch
               (roid, name, tld_id, registrar_id, registered_at, phase, subphase, smd_id, mark, has_claims,
                notice_id, notice_validator, notice_not_after, notice_accepted_at, applied_at, qlp,
                in_sunrise_list)
        VALUES (:roid, :name, :tld_id, :registrar_id, :registered_at, :phase, :subphase, :smd_id, :mark, :has_claims,
                :notice_id, :notice_validator, :notice_not_after, :notice_accepted_at, :applied_at, :qlp,
                :in_sunrise_list)
     RETURNING roid, tld_id, registered_at, qlp
    )
    INSERT INTO registry.lordn_line (roid, tld_id, kind, qlp, registered_at)
    SELECT roid, tld_id, :told_as, qlp, registered_at
      FROM launched
     WHERE :told_as::text IS NOT NULL
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
    qlp: bool,
    in_sunrise_list: bool,
    told_as: str | None,
) -> None: ...


async def add(db: Connection, roid: str, launch: Launch, *, in_sandbox: bool) -> None:
    """What is remembered of the launch of a name, and the line by which the clearinghouse will be told of it, but for one with
    which registrars practise."""
    tray = None if in_sandbox else launch.tray
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
        qlp=launch.qlp,
        in_sunrise_list=launch.in_sunrise_list,
        told_as=tray.kind if tray else None,
    )


@maybe("""
    SELECT name::text, tld_id, registrar_id, registered_at, phase, subphase, smd_id, mark, has_claims,
           notice_id, notice_validator, notice_not_after, notice_accepted_at, applied_at, qlp,
           in_sunrise_list
      FROM registry.launch
     WHERE roid = :roid
""")
async def by_roid(db: Connection, *, roid: str) -> Launch | None: ...
