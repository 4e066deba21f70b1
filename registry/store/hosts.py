"""Hosts: read whole, written whole; the domains that delegate to them."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from registry.model.host import Host, HostUse, in_order
from registry.store.pool import Stale
from registry.store.sql import Connection, do, many, maybe, one

# Whether a name that is not gone delegates to the host, or an application or a suspended name would.
LINKED = "registry.host_is_linked(h.id, :now)"

# The order of the columns is the order of the fields of HostRow.
COLUMNS = f"""
           h.id, h.roid, h.name, d.name, sponsor.handle, ARRAY(SELECT host(a) FROM unnest(h.addresses) a), h.statuses,
           {LINKED},
           h.created_at, creator.handle, h.updated_at, updater.handle, h.transferred_at, h.version
"""

SOURCES = """
      FROM registry.host h
      JOIN registry.registrar sponsor ON sponsor.id = h.registrar_id
      JOIN registry.registrar creator ON creator.id = h.created_by
      LEFT JOIN registry.registrar updater ON updater.id = h.updated_by
      LEFT JOIN registry.domain d ON d.id = h.superordinate_id
"""


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host as the query gives it: addresses as text."""

    id: int
    roid: str
    name: str
    superordinate: str | None
    registrar: str
    addresses: list[str]
    statuses: list[str]
    linked: bool
    created_at: datetime
    created_by: str
    updated_at: datetime | None
    updated_by: str | None
    transferred_at: datetime | None
    version: int

    def host(self) -> Host:
        return Host(
            self.id,
            self.roid,
            self.name,
            self.superordinate,
            self.registrar,
            in_order(map(ipaddress.ip_address, self.addresses)),
            frozenset(self.statuses),
            self.linked,
            self.created_at,
            self.created_by,
            self.updated_at,
            self.updated_by,
            self.transferred_at,
            self.version,
        )


@maybe(f"SELECT {COLUMNS} {SOURCES} WHERE h.name = :name")
async def _row(db: Connection, *, name: str, now: datetime) -> HostRow | None: ...


async def by_name(db: Connection, name: str, now: datetime) -> Host | None:
    """The host as stored, linked or not as of `now`; its sponsor is right when nothing is due for its superordinate."""
    row = await _row(db, name=name, now=now)
    return row.host() if row else None


@maybe("SELECT id FROM registry.host WHERE name = :name FOR UPDATE")
async def lock(db: Connection, *, name: str) -> int | None:
    """Lock the row so that no domain can begin to delegate to it; before it is read whole."""


@many("SELECT name FROM registry.host WHERE name = ANY(:names)")
async def taken(db: Connection, *, names: list[str]) -> list[str]: ...


@many("""
    SELECT h.name::text
      FROM registry.host h
      JOIN registry.registrar r ON r.id = h.registrar_id
     WHERE r.handle = :registrar
     ORDER BY h.name
""")
async def names_of(db: Connection, *, registrar: str) -> list[str]:
    """All hosts that a registrar sponsors: for those that practise, which have few."""


@dataclass(frozen=True, slots=True)
class Made:
    id: int
    roid: str


@one("""
    WITH fresh AS (
        SELECT nextval('registry.object_number') AS id
    )
    INSERT INTO registry.host (id, roid, name, superordinate_id, registrar_id, addresses, created_by, created_at)
    SELECT id, 'H' || id || '-' || :repository::text, :name, :superordinate_id, :registrar_id,
           :addresses::text[]::inet[], :registrar_id, :now
      FROM fresh
 RETURNING id, roid
""")
async def add(
    db: Connection,
    *,
    name: str,
    superordinate_id: int | None,
    registrar_id: int,
    addresses: list[str],
    now: datetime,
    repository: str,
) -> Made: ...


async def save(db: Connection, after: Host) -> None:
    """Write the host as its next version. Raises Stale when it is not what it was."""
    saved = await _save(
        db,
        host_id=after.id,
        name=after.name,
        superordinate=after.superordinate,
        addresses=[str(address) for address in after.addresses],
        statuses=sorted(after.statuses),
        updated_at=after.updated_at,
        updated_by=after.updated_by,
        version=after.version,
    )
    if saved is None:
        raise Stale(after.name)


@maybe("""
    UPDATE registry.host
       SET name = :name,
           superordinate_id = (SELECT id FROM registry.domain WHERE name = :superordinate),
           addresses = :addresses::text[]::inet[],
           statuses = :statuses,
           updated_at = :updated_at,
           updated_by = (SELECT id FROM registry.registrar WHERE handle = :updated_by),
           version = :version
     WHERE id = :host_id
       AND version = :version - 1
 RETURNING id
""")
async def _save(
    db: Connection,
    *,
    host_id: int,
    name: str,
    superordinate: str | None,
    addresses: list[str],
    statuses: list[str],
    updated_at: datetime | None,
    updated_by: str | None,
    version: int,
) -> int | None: ...


@many(f"SELECT {COLUMNS} {SOURCES} WHERE h.superordinate_id = :domain_id ORDER BY h.id FOR UPDATE OF h")
async def _below(db: Connection, *, domain_id: int, now: datetime) -> list[HostRow]: ...


async def lock_below(db: Connection, domain_id: int, now: datetime) -> list[Host]:
    """The hosts below a domain, locked so that nothing begins to delegate to them, in the order of locks."""
    return [row.host() for row in await _below(db, domain_id=domain_id, now=now)]


@many("""
    SELECT h.name, d.name, r.handle, d.next_due <= :now
      FROM registry.host h
      JOIN registry.domain_host link ON link.host_id = h.id
      JOIN registry.domain d ON d.id = link.domain_id
      JOIN registry.registrar r ON r.id = d.registrar_id
     WHERE h.superordinate_id = :domain_id
       AND d.id <> :domain_id
     UNION
    SELECT h.name, d.name, r.handle, d.next_due <= :now
      FROM registry.host h
      JOIN registry.former_host link ON link.host_id = h.id
      JOIN registry.domain d ON d.id = link.domain_id
      JOIN registry.registrar r ON r.id = d.registrar_id
     WHERE h.superordinate_id = :domain_id
       AND d.id <> :domain_id
     UNION ALL
    SELECT h.name, a.name, r.handle, false
      FROM registry.host h
      JOIN registry.application_host link ON link.host_id = h.id
      JOIN registry.application a ON a.id = link.application_id
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE h.superordinate_id = :domain_id
     ORDER BY 1, 2
""")
async def uses_below(db: Connection, *, domain_id: int, now: datetime) -> list[HostUse]:
    """Every other domain that delegates to a host below the domain, or would if it were allocated, or no more suspended."""


@do("""
    WITH former AS (
        DELETE FROM registry.former_host WHERE domain_id = :domain_id
    )
    DELETE FROM registry.domain_host WHERE domain_id = :domain_id
""")
async def unlink_all(db: Connection, *, domain_id: int) -> None:
    """The domain delegates to no host any more, nor ever will."""


@do("DELETE FROM registry.host WHERE id = :host_id")
async def remove(db: Connection, *, host_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Delegation:
    """A domain that delegates to a host; `overdue`: time has changed the domain, and that is not written yet."""

    domain: str
    registrar: str
    overdue: bool


@many("""
    SELECT linking.name, r.handle, linking.overdue
      FROM (SELECT d.name, d.registrar_id, d.next_due <= :now AS overdue
              FROM registry.domain_host link
              JOIN registry.domain d ON d.id = link.domain_id
             WHERE link.host_id = :host_id
             UNION
            SELECT d.name, d.registrar_id, d.next_due <= :now
              FROM registry.former_host link
              JOIN registry.domain d ON d.id = link.domain_id
             WHERE link.host_id = :host_id
             UNION ALL
            SELECT a.name, a.registrar_id, false
              FROM registry.application_host link
              JOIN registry.application a ON a.id = link.application_id
             WHERE link.host_id = :host_id) linking
      JOIN registry.registrar r ON r.id = linking.registrar_id
     ORDER BY linking.overdue DESC, r.handle = :own, linking.name
     LIMIT :most
""")
async def delegations(db: Connection, *, host_id: int, now: datetime, own: str, most: int) -> list[Delegation]:
    """Domains that delegate to the host, or would if they were allocated, or no more suspended: overdue ones first, then those
    of others than `own`."""


@one("""
    SELECT (SELECT count(*)
              FROM (SELECT domain_id FROM registry.domain_host WHERE host_id = :host_id
                     UNION
                    SELECT domain_id FROM registry.former_host WHERE host_id = :host_id) linking)
         + (SELECT count(*) FROM registry.application_host WHERE host_id = :host_id)
""")
async def delegation_count(db: Connection, *, host_id: int) -> int: ...
