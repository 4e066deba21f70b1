"""Applications for names, written whole, with what they link."""

from datetime import datetime

from registry.model.application import Application
from registry.store.applications import REGISTRANT
from registry.store.pool import Stale
from registry.store.sql import Connection, do, many, maybe, one


@one("SELECT nextval('registry.object_number')")
async def next_number(db: Connection) -> int: ...


@do("""
    INSERT INTO registry.application
           (id, roid, name, tld_id, registrar_id, phase, subphase, status, status_at, applied_at, years, authinfo, plan,
            smd_id, mark, has_claims, notice_id, notice_validator, notice_not_after, notice_accepted_at, cltrid, svtrid)
    VALUES (:id, :roid, :name, :tld_id, (SELECT id FROM registry.registrar WHERE handle = :registrar), :phase, :subphase,
            :status, :applied_at, :applied_at, :years, :authinfo, :plan, :smd_id, :mark, :has_claims, :notice_id,
            :notice_validator, :notice_not_after, :notice_accepted_at, :cltrid, :svtrid)
""")
async def _insert(
    db: Connection,
    *,
    id: int,
    roid: str,
    name: str,
    tld_id: int,
    registrar: str,
    phase: str,
    subphase: str | None,
    status: str,
    applied_at: datetime,
    years: int,
    authinfo: str | None,
    plan: bytes,
    smd_id: str | None,
    mark: str | None,
    has_claims: bool,
    notice_id: str | None,
    notice_validator: str | None,
    notice_not_after: datetime | None,
    notice_accepted_at: datetime | None,
    cltrid: str | None,
    svtrid: str,
) -> None: ...


async def add(db: Connection, application: Application, plan: bytes, tld_id: int) -> None:
    """Write a new one; `plan` is its domain as JSON. Raises Stale when something it links to has gone."""
    domain, notice = application.domain, application.notice
    await _insert(
        db,
        id=application.id,
        roid=application.roid,
        name=domain.name,
        tld_id=tld_id,
        registrar=domain.registrar,
        phase=application.phase.name,
        subphase=application.phase.subphase,
        status=application.status,
        applied_at=domain.created_at,
        years=application.years,
        authinfo=domain.authinfo,
        plan=plan,
        smd_id=application.smd_id,
        mark=application.mark,
        has_claims=application.has_claims,
        notice_id=notice.id if notice else None,
        notice_validator=notice.validator if notice else None,
        notice_not_after=notice.not_after if notice else None,
        notice_accepted_at=notice.accepted_at if notice else None,
        cltrid=application.cltrid,
        svtrid=application.svtrid,
    )
    await _link(db, application)


@do("UPDATE registry.application SET ledger_ids = :ledger_ids WHERE id = :application_id")
async def note_charges(db: Connection, *, application_id: int, ledger_ids: list[int]) -> None:
    """What was charged for it."""


@maybe("""
    UPDATE registry.application
       SET version = :version,
           status = :status,
           status_at = :status_at,
           substatus = :substatus,
           reason = :reason,
           authinfo = :authinfo,
           plan = :plan,
           allocated_roid = :allocated_roid
     WHERE id = :application_id
       AND version = :version - 1
 RETURNING id
""")
async def _update(
    db: Connection,
    *,
    application_id: int,
    version: int,
    status: str,
    status_at: datetime,
    substatus: str | None,
    reason: str | None,
    authinfo: str | None,
    plan: bytes,
    allocated_roid: str | None,
) -> int | None: ...


async def save(db: Connection, before: Application, after: Application, plan: bytes) -> None:
    """Write the next version. Decided applications link nothing any more. Raises Stale when something was overtaken."""
    changed = await _update(
        db,
        application_id=before.id,
        version=after.version,
        status=after.status,
        status_at=after.status_at,
        substatus=after.substatus,
        reason=after.reason,
        authinfo=None if after.is_final else after.domain.authinfo,
        plan=plan,
        allocated_roid=after.allocated_roid,
    )
    if changed is None:
        raise Stale(before.roid)
    if after.is_final or _links(before) != _links(after):
        await _unlink_contacts(db, application_id=before.id)
        await _unlink_hosts(db, application_id=before.id)
        if not after.is_final:
            await _link(db, after)


def _links(application: Application) -> tuple[object, ...]:
    domain = application.domain
    return domain.registrant, domain.contacts, domain.hosts


async def _link(db: Connection, application: Application) -> None:
    domain = application.domain
    links = [(each.role, each.contact) for each in domain.contacts]
    if domain.registrant:
        links.append((REGISTRANT, domain.registrant))
    if links:
        roles, handles = [role for role, _ in links], [handle for _, handle in links]
        made = await _link_contacts(db, application_id=application.id, roles=roles, handles=handles)
        if len(made) != len(links):
            raise Stale(application.roid)
    if domain.hosts:
        named = await _link_hosts(db, application_id=application.id, names=list(domain.hosts))
        if len(named) != len(domain.hosts):
            raise Stale(application.roid)


@many("""
    INSERT INTO registry.application_contact (application_id, role, contact_id)
    SELECT :application_id, found.role, c.id
      FROM unnest(:roles::text[], :handles::text[]) AS found (role, handle)
      JOIN registry.contact c ON c.handle = found.handle
 RETURNING contact_id
""")
async def _link_contacts(db: Connection, *, application_id: int, roles: list[str], handles: list[str]) -> list[int]: ...


@many("""
    INSERT INTO registry.application_host (application_id, host_id)
    SELECT :application_id, id
      FROM registry.host
     WHERE name = ANY(:names)
 RETURNING host_id
""")
async def _link_hosts(db: Connection, *, application_id: int, names: list[str]) -> list[int]: ...


@do("DELETE FROM registry.application_contact WHERE application_id = :application_id")
async def _unlink_contacts(db: Connection, *, application_id: int) -> None: ...


@do("DELETE FROM registry.application_host WHERE application_id = :application_id")
async def _unlink_hosts(db: Connection, *, application_id: int) -> None: ...


@do("DELETE FROM registry.application WHERE id = :application_id")
async def withdraw(db: Connection, *, application_id: int) -> None:
    """It was never made, but for history."""
