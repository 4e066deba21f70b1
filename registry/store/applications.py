"""Applications for names, read whole; how those for one name are kept in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from registry.model.application import Application, ApplicationStatus
from registry.model.domain import ContactLink, Domain
from registry.model.launch import Notice
from registry.model.phases import NamedPhase
from registry.model.remembered import domain_of
from registry.store.sql import Connection, do, many, maybe

# The role in which the registrant is linked: among the contacts of a domain there is none such.
REGISTRANT = "registrant"

# The order of the columns is the order of the fields of _Row.
_COLUMNS = """
           a.id, a.roid, a.phase, a.subphase, a.status, a.status_at, a.substatus, a.reason, a.years,
           ARRAY(SELECT link.role || ' ' || c.handle
                   FROM registry.application_contact link
                   JOIN registry.contact c ON c.id = link.contact_id
                  WHERE link.application_id = a.id),
           ARRAY(SELECT h.name::text
                   FROM registry.application_host link
                   JOIN registry.host h ON h.id = link.host_id
                  WHERE link.application_id = a.id),
           a.plan, a.authinfo, a.smd_id, a.mark, a.has_claims, a.notice_id, a.notice_validator, a.notice_not_after,
           a.notice_accepted_at, a.cltrid, a.svtrid, a.ledger_ids, a.allocated_roid, a.version
      FROM registry.application a
"""
# An end is one for good (registry/model/application.py).
_OPEN = "a.status NOT IN ('allocated', 'rejected')"


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    roid: str
    phase: str
    subphase: str | None
    status: ApplicationStatus
    status_at: datetime
    substatus: str | None
    reason: str | None
    years: int
    contacts: list[str]
    hosts: list[str]
    plan: Mapping[str, Any]
    authinfo: str | None
    smd_id: str | None
    mark: str | None
    has_claims: bool
    notice_id: str | None
    notice_validator: str | None
    notice_not_after: datetime | None
    notice_accepted_at: datetime | None
    cltrid: str | None
    svtrid: str
    ledger_ids: list[int]
    allocated_roid: str | None
    version: int

    def application(self) -> Application:
        whole = Application(
            id=self.id,
            roid=self.roid,
            phase=NamedPhase(self.phase, self.subphase),
            status=self.status,
            status_at=self.status_at,
            years=self.years,
            domain=replace(domain_of(self.plan), authinfo=self.authinfo),
            svtrid=self.svtrid,
            cltrid=self.cltrid,
            substatus=self.substatus,
            reason=self.reason,
            smd_id=self.smd_id,
            mark=self.mark,
            has_claims=self.has_claims,
            notice=self._notice(),
            ledger_ids=tuple(self.ledger_ids),
            allocated_roid=self.allocated_roid,
            version=self.version,
        )
        return whole if whole.is_final else replace(whole, domain=self._linked(whole))

    def _linked(self, whole: Application) -> Domain:
        """What is linked has the names of now; of a decided application, those that it had when it was decided."""
        links = [ContactLink(*each.split(" ", 1)) for each in sorted(self.contacts)]
        return replace(
            whole.domain,
            registrant=next((each.contact for each in links if each.role == REGISTRANT), None),
            contacts=tuple(each for each in links if each.role != REGISTRANT),
            hosts=tuple(sorted(self.hosts)),
        )

    def _notice(self) -> Notice | None:
        if self.notice_id is None:
            return None
        assert self.notice_not_after and self.notice_accepted_at and self.notice_validator
        return Notice(self.notice_id, self.notice_not_after, self.notice_accepted_at, self.notice_validator)


@maybe(f"SELECT {_COLUMNS} WHERE a.roid = :roid")
async def _by_roid(db: Connection, *, roid: str) -> _Row | None: ...


async def by_roid(db: Connection, roid: str) -> Application | None:
    """By the identifier that clients know it by."""
    row = await _by_roid(db, roid=roid)
    return row.application() if row else None


@many(f"SELECT {_COLUMNS} WHERE a.roid = ANY(:roids) ORDER BY a.id")
async def _some(db: Connection, *, roids: list[str]) -> list[_Row]: ...


async def some(db: Connection, roids: Sequence[str]) -> list[Application]:
    """Those of the identifiers that are applications', oldest first."""
    return [row.application() for row in await _some(db, roids=list(roids))]


@many(f"SELECT {_COLUMNS} WHERE a.name = :name AND {_OPEN} ORDER BY a.id FOR NO KEY UPDATE OF a")
async def _open_of(db: Connection, *, name: str) -> list[_Row]: ...


async def open_of(db: Connection, name: str) -> list[Application]:
    """All that are not decided yet for a name, oldest first, under their locks."""
    return [row.application() for row in await _open_of(db, name=name)]


@do("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
async def take_turn(db: Connection, *, name: str) -> None:
    """Until the transaction ends nobody else applies for the name, or decides an application for it."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who has how many open applications for a name."""

    name: str
    registrar: str
    count: int


@many(f"SELECT a.roid FROM registry.application a WHERE a.tld_id = :tld_id AND {_OPEN} ORDER BY a.id")
async def open_in(db: Connection, *, tld_id: int) -> list[str]:
    """The identifiers of those in a TLD that are not decided."""


@many(f"""
    SELECT a.name::text, r.handle, count(*)
      FROM registry.application a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE a.name = ANY(:names)
       AND {_OPEN}
     GROUP BY a.name, r.handle
""")
async def applicants(db: Connection, *, names: list[str]) -> list[Applicant]: ...


@many(f"""
    SELECT min(a.roid)
      FROM registry.application a
     WHERE a.tld_id = :tld_id
       AND {_OPEN}
     GROUP BY a.name
    HAVING count(*) = 1
     ORDER BY a.name
""")
async def without_rival(db: Connection, *, tld_id: int) -> list[str]:
    """Identifiers of the applications that are the only ones for their names, by name."""


@many(f"SELECT a.roid FROM registry.application a WHERE a.name = :name AND {_OPEN} ORDER BY a.id")
async def identifiers(db: Connection, *, name: str) -> list[str]:
    """Of all that are not decided yet for a name, oldest first."""


@many(f"SELECT DISTINCT a.name::text FROM registry.application a WHERE a.tld_id = :tld_id AND {_OPEN} ORDER BY 1")
async def open_names(db: Connection, *, tld_id: int) -> list[str]:
    """That are applied for in a TLD."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list; `rivals` are the other open applications for the name."""

    application: str
    name: str
    registrar: str
    phase: str
    subphase: str | None
    status: ApplicationStatus
    substatus: str | None
    reason: str | None
    applied_at: datetime
    status_at: datetime
    mark: str | None
    rivals: int


@many(f"""
    SELECT a.roid, a.name::text, r.handle, a.phase, a.subphase, a.status, a.substatus, a.reason, a.applied_at, a.status_at,
           a.smd_id,
           (SELECT count(*)
              FROM registry.application other
             WHERE other.name = a.name
               AND other.id <> a.id
               AND other.status NOT IN ('allocated', 'rejected'))
      FROM registry.application a
      JOIN registry.registrar r ON r.id = a.registrar_id
      JOIN registry.tld t ON t.id = a.tld_id
     WHERE (:tld::text IS NULL OR t.name = :tld)
       AND (:name::text IS NULL OR a.name = :name)
       AND (:registrar::text IS NULL OR r.handle = :registrar)
       AND (:status::text IS NULL OR a.status = :status)
       AND (NOT :open OR {_OPEN})
     ORDER BY a.name, a.id
""")
async def listed(
    db: Connection, *, tld: str | None, name: str | None, registrar: str | None, status: str | None, open: bool
) -> list[Listed]:
    """By name, oldest first; each condition that is None holds for all."""
