"""Writing a changed domain as the difference of two records.

Longer than most files: every part of a domain has its statement here, and `save` is read with all of them in view.
"""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from registry.model.dnssec import DsData, SecDns
from registry.model.domain import ContactLink, Domain, Grace
from registry.model.host import NameServer
from registry.store import transfers
from registry.store.pool import Stale
from registry.store.sql import Connection, do, many, maybe

T = TypeVar("T")


async def save(db: Connection, before: Domain, after: Domain, next_due: datetime) -> None:
    """Write what distinguishes `after` from `before`, which must be what is stored, under its lock.

    New grace periods and a new transfer (id 0) carry the ledger rows that pay for them. Raises Stale when something
    they link to has gone. `next_due` is when time next changes `after`.
    """
    deletion, moved = after.deletion, after.registrar != before.registrar
    changed = await _update(
        db,
        domain_id=before.id,
        version=after.version,
        registrar=after.registrar,
        registrant=after.registrant,
        statuses=sorted(after.statuses),
        authinfo=after.authinfo,
        updated_at=after.updated_at,
        updated_by=after.updated_by,
        transferred_at=after.transferred_at,
        expires_at=after.expires_at,
        deleted_at=deletion.deleted_at if deletion else None,
        redemption_until=deletion.redemption_until if deletion else None,
        purge_at=deletion.purge_at if deletion else None,
        report_due=deletion.report_due if deletion else None,
        next_due=next_due,
        renewal=after.renewal,
        stepped_at=after.stepped_at,
        out_of_zone=after.out_of_zone,
    )
    if changed is None:
        raise Stale(before.name)
    if moved:
        await _move_subordinates(db, domain_id=before.id, registrar=after.registrar, at=after.transferred_at)
    await _save_links(db, before, after)
    if before.dnssec != after.dnssec:
        await _replace_dnssec(db, before.id, after.dnssec)
    await _save_graces(db, before, after)
    await transfers.save(db, before.transfer, after.transfer, domain_id=before.id)


async def add_parts(db: Connection, domain_id: int, domain: Domain) -> None:
    """Write what a new domain, whose row is there, has besides it. Raises Stale when something it links to has gone."""
    bare = replace(domain, id=domain_id, contacts=(), hosts=(), nameservers=(), graces=())
    await _save_links(db, bare, domain)
    await _insert_dnssec(db, domain_id, domain.dnssec)
    await _save_graces(db, bare, domain)


@maybe("""
    UPDATE registry.domain
       SET version = :version,
           registrar_id = (SELECT id FROM registry.registrar WHERE handle = :registrar),
           registrant_id = (SELECT id FROM registry.contact WHERE handle = :registrant),
           statuses = :statuses,
           authinfo = :authinfo,
           updated_at = :updated_at,
           updated_by = (SELECT id FROM registry.registrar WHERE handle = :updated_by),
           transferred_at = :transferred_at,
           expires_at = :expires_at,
           deleted_at = :deleted_at,
           redemption_until = :redemption_until,
           purge_at = :purge_at,
           report_due = :report_due,
           next_due = :next_due,
           renewal = :renewal,
           stepped_at = :stepped_at,
           out_of_zone = :out_of_zone
     WHERE id = :domain_id
       AND version = :version - 1
       AND (:registrant::text IS NULL OR EXISTS (SELECT FROM registry.contact WHERE handle = :registrant))
 RETURNING id
""")
async def _update(
    db: Connection,
    *,
    domain_id: int,
    version: int,
    registrar: str,
    registrant: str | None,
    statuses: list[str],
    authinfo: str | None,
    updated_at: datetime | None,
    updated_by: str | None,
    transferred_at: datetime | None,
    expires_at: datetime,
    deleted_at: datetime | None,
    redemption_until: datetime | None,
    purge_at: datetime | None,
    report_due: datetime | None,
    next_due: datetime,
    renewal: str,
    stepped_at: datetime | None,
    out_of_zone: bool,
) -> int | None: ...


@do("""
    UPDATE registry.host
       SET registrar_id = (SELECT id FROM registry.registrar WHERE handle = :registrar),
           transferred_at = :at,
           version = version + 1
     WHERE superordinate_id = :domain_id
""")
async def _move_subordinates(db: Connection, *, domain_id: int, registrar: str, at: datetime | None) -> None: ...


async def _save_links(db: Connection, before: Domain, after: Domain) -> None:
    gone, come = _difference(before.hosts, after.hosts)
    if gone:
        await _unlink_hosts(db, domain_id=before.id, names=gone)
    if come and len(await _link_hosts(db, domain_id=before.id, names=come)) != len(come):
        raise Stale(before.name)
    lost, found = _difference(before.contacts, after.contacts)
    if lost:
        roles, handles = _columns(lost)
        await _unlink_contacts(db, domain_id=before.id, roles=roles, handles=handles)
    if found:
        roles, handles = _columns(found)
        if len(await _link_contacts(db, domain_id=before.id, roles=roles, handles=handles)) != len(found):
            raise Stale(before.name)
    if before.nameservers != after.nameservers:
        await _replace_nameservers(db, before.id, after.nameservers)


def _difference(before: tuple[T, ...], after: tuple[T, ...]) -> tuple[list[T], list[T]]:
    return [each for each in before if each not in after], [each for each in after if each not in before]


def _columns(links: list[ContactLink]) -> tuple[list[str], list[str]]:
    return [link.role for link in links], [link.contact for link in links]


@do("""
    DELETE FROM registry.domain_host
     WHERE domain_id = :domain_id
       AND host_id IN (SELECT id FROM registry.host WHERE name = ANY(:names))
""")
async def _unlink_hosts(db: Connection, *, domain_id: int, names: list[str]) -> None: ...


@many("""
    INSERT INTO registry.domain_host (domain_id, host_id)
    SELECT :domain_id, id
      FROM registry.host
     WHERE name = ANY(:names)
 RETURNING host_id
""")
async def _link_hosts(db: Connection, *, domain_id: int, names: list[str]) -> list[int]: ...


@do("""
    DELETE FROM registry.domain_contact link
     USING unnest(:roles::text[], :handles::text[]) AS gone (role, handle)
      JOIN registry.contact c ON c.handle = gone.handle
     WHERE link.domain_id = :domain_id
       AND link.role = gone.role
       AND link.contact_id = c.id
""")
async def _unlink_contacts(db: Connection, *, domain_id: int, roles: list[str], handles: list[str]) -> None: ...


@many("""
    INSERT INTO registry.domain_contact (domain_id, role, contact_id)
    SELECT :domain_id, found.role, c.id
      FROM unnest(:roles::text[], :handles::text[]) AS found (role, handle)
      JOIN registry.contact c ON c.handle = found.handle
 RETURNING contact_id
""")
async def _link_contacts(db: Connection, *, domain_id: int, roles: list[str], handles: list[str]) -> list[int]: ...


async def _replace_nameservers(db: Connection, domain_id: int, servers: tuple[NameServer, ...]) -> None:
    await _drop_nameservers(db, domain_id=domain_id)
    for server in servers:
        await _insert_nameserver(db, domain_id, server)


async def _insert_nameserver(db: Connection, domain_id: int, server: NameServer) -> None:
    addresses = [str(address) for address in server.addresses]
    await _add_nameserver(db, domain_id=domain_id, name=server.name, addresses=addresses)


@do("DELETE FROM registry.domain_nameserver WHERE domain_id = :domain_id")
async def _drop_nameservers(db: Connection, *, domain_id: int) -> None: ...


@do("""
    INSERT INTO registry.domain_nameserver (domain_id, name, addresses)
    VALUES (:domain_id, :name, :addresses::text[]::inet[])
""")
async def _add_nameserver(db: Connection, *, domain_id: int, name: str, addresses: list[str]) -> None: ...


async def _replace_dnssec(db: Connection, domain_id: int, records: tuple[SecDns, ...]) -> None:
    await _drop_dnssec(db, domain_id=domain_id)
    await _insert_dnssec(db, domain_id, records)


async def _insert_dnssec(db: Connection, domain_id: int, records: tuple[SecDns, ...]) -> None:
    for number, record in enumerate(records):
        if isinstance(record, DsData):
            await _add_ds(
                db,
                domain_id=domain_id,
                number=number,
                key_tag=record.key_tag,
                algorithm=record.algorithm,
                digest_type=record.digest_type,
                digest=record.digest,
            )
        else:
            await _add_key(
                db,
                domain_id=domain_id,
                number=number,
                flags=record.flags,
                protocol=record.protocol,
                algorithm=record.algorithm,
                public_key=record.public_key,
            )


@do("DELETE FROM registry.domain_dnssec WHERE domain_id = :domain_id")
async def _drop_dnssec(db: Connection, *, domain_id: int) -> None: ...


@do("""
    INSERT INTO registry.domain_dnssec (domain_id, number, key_tag, algorithm, digest_type, digest)
    VALUES (:domain_id, :number, :key_tag, :algorithm, :digest_type, :digest)
""")
async def _add_ds(
    db: Connection, *, domain_id: int, number: int, key_tag: int, algorithm: int, digest_type: int, digest: str
) -> None: ...


@do("""
    INSERT INTO registry.domain_dnssec (domain_id, number, flags, protocol, algorithm, public_key)
    VALUES (:domain_id, :number, :flags, :protocol, :algorithm, :public_key)
""")
async def _add_key(
    db: Connection, *, domain_id: int, number: int, flags: int, protocol: int, algorithm: int, public_key: str
) -> None: ...


async def _save_graces(db: Connection, before: Domain, after: Domain) -> None:
    kept = {grace.id for grace in after.graces}
    if gone := [grace.id for grace in before.graces if grace.id not in kept]:
        await _close_graces(db, ids=gone)
    for grace in after.graces:
        if grace.id == 0:
            await _open_grace(db, before.id, grace)


@do("DELETE FROM registry.grace WHERE id = ANY(:ids)")
async def _close_graces(db: Connection, *, ids: list[int]) -> None: ...


async def _open_grace(db: Connection, domain_id: int, grace: Grace) -> None:
    await _add_grace(
        db,
        domain_id=domain_id,
        kind=grace.kind,
        starts_at=grace.starts_at,
        ends_at=grace.ends_at,
        years=grace.years,
        ledger_id=grace.ledger_id,
        expires_before=grace.expires_before,
    )


@do("""
    INSERT INTO registry.grace (domain_id, kind, starts_at, ends_at, years, ledger_id, expires_before)
    VALUES (:domain_id, :kind, :starts_at, :ends_at, :years, :ledger_id, :expires_before)
""")
async def _add_grace(
    db: Connection,
    *,
    domain_id: int,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    years: int,
    ledger_id: int,
    expires_before: datetime | None,
) -> None: ...
