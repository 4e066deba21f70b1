"""URS cases, and the hosts that suspended names will delegate to again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from registry.model.remembered import before_of
from registry.model.urs import Before, UrsCase, UrsStatus
from registry.store.pool import Stale
from registry.store.sql import Connection, do, many, maybe, one

# The order of the columns is the order of the fields of _Row. Hosts may have other names than they had.
_COLUMNS = """
           c.id, c.number, c.provider, c.name, c.roid, c.status, c.noticed_at, c.lock_by, c.locked_at, c.suspended_at,
           c.extended_at, c.rolled_back_at, c.closed_at, c.before,
           ARRAY(SELECT h.name::text
                   FROM registry.domain d
                   JOIN registry.former_host link ON link.domain_id = d.id
                   JOIN registry.host h ON h.id = link.host_id
                  WHERE d.roid = c.roid
                  ORDER BY h.name),
           c.version
      FROM registry.urs_case c
"""


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    number: str
    provider: str
    name: str
    roid: str
    status: UrsStatus
    noticed_at: datetime
    lock_by: datetime
    locked_at: datetime | None
    suspended_at: datetime | None
    extended_at: datetime | None
    rolled_back_at: datetime | None
    closed_at: datetime | None
    before: Mapping[str, Any] | None
    former_hosts: list[str]
    version: int

    def case(self) -> UrsCase:
        before = before_of(self.before) if self.before else None
        if before and self.former_hosts:
            before = replace(before, hosts=tuple(self.former_hosts))
        return UrsCase(
            id=self.id,
            number=self.number,
            provider=self.provider,
            name=self.name,
            roid=self.roid,
            status=self.status,
            noticed_at=self.noticed_at,
            lock_by=self.lock_by,
            locked_at=self.locked_at,
            suspended_at=self.suspended_at,
            extended_at=self.extended_at,
            rolled_back_at=self.rolled_back_at,
            closed_at=self.closed_at,
            before=before,
            version=self.version,
        )


@maybe(f"SELECT {_COLUMNS} WHERE c.name = :name AND c.status <> 'closed' FOR NO KEY UPDATE OF c")
async def _hold(db: Connection, *, name: str) -> _Row | None: ...


async def hold(db: Connection, name: str) -> UrsCase | None:
    """The open case of a name, which nobody else changes until this transaction ends."""
    row = await _hold(db, name=name)
    return row.case() if row else None


@many(f"SELECT {_COLUMNS} WHERE c.name = :name ORDER BY c.id")
async def _of_name(db: Connection, *, name: str) -> list[_Row]: ...


async def of_name(db: Connection, name: str) -> list[UrsCase]:
    """All that there ever were for a name, oldest first."""
    return [row.case() for row in await _of_name(db, name=name)]


@many(f"SELECT {_COLUMNS} WHERE c.id = ANY(:case_ids) ORDER BY c.id")
async def _numbered(db: Connection, *, case_ids: list[int]) -> list[_Row]: ...


async def numbered(db: Connection, case_ids: Sequence[int]) -> list[UrsCase]:
    """Those of the numbers that are cases'."""
    return [row.case() for row in await _numbered(db, case_ids=list(case_ids))]


@many(f"""
    SELECT {_COLUMNS}
     WHERE (c.status <> 'closed' OR :closed)
       AND (:provider::text IS NULL OR c.provider = :provider)
     ORDER BY c.status = 'closed', c.locked_at IS NOT NULL, c.lock_by, c.id
""")
async def _listed(db: Connection, *, closed: bool, provider: str | None) -> list[_Row]: ...


async def listed(db: Connection, *, closed: bool, provider: str | None) -> list[UrsCase]:
    """The most urgent first; those that are `closed` too, at the end."""
    return [row.case() for row in await _listed(db, closed=closed, provider=provider)]


@one("""
    INSERT INTO registry.urs_case (number, provider, name, roid, status, noticed_at, lock_by)
    VALUES (:number, :provider, :name, :roid, 'notified', :noticed_at, :lock_by)
 RETURNING id
""")
async def add(
    db: Connection, *, number: str, provider: str, name: str, roid: str, noticed_at: datetime, lock_by: datetime
) -> int: ...


async def save(db: Connection, after: UrsCase) -> None:
    """Write the case as its next version. Raises Stale when it is not what it was."""
    saved = await _save(
        db,
        case_id=after.id,
        status=after.status,
        locked_at=after.locked_at,
        suspended_at=after.suspended_at,
        extended_at=after.extended_at,
        rolled_back_at=after.rolled_back_at,
        closed_at=after.closed_at,
        before=_plain(after.before) if after.before else None,
        version=after.version,
    )
    if saved is None:
        raise Stale(after.name)


def _plain(before: Before) -> Mapping[str, Any]:
    """What JSON can hold of it."""
    servers = [{"name": each.name, "addresses": [*map(str, each.addresses)]} for each in before.nameservers]
    return asdict(before) | {"statuses": sorted(before.statuses), "nameservers": servers}


@maybe("""
    UPDATE registry.urs_case
       SET status = :status,
           locked_at = :locked_at,
           suspended_at = :suspended_at,
           extended_at = :extended_at,
           rolled_back_at = :rolled_back_at,
           closed_at = :closed_at,
           before = :before,
           version = :version
     WHERE id = :case_id
       AND version = :version - 1
 RETURNING id
""")
async def _save(
    db: Connection,
    *,
    case_id: int,
    status: str,
    locked_at: datetime | None,
    suspended_at: datetime | None,
    extended_at: datetime | None,
    rolled_back_at: datetime | None,
    closed_at: datetime | None,
    before: Mapping[str, Any] | None,
    version: int,
) -> int | None: ...


@do("""
    INSERT INTO registry.former_host (domain_id, host_id)
    SELECT domain_id, host_id
      FROM registry.domain_host
     WHERE domain_id = :domain_id
""")
async def keep_hosts(db: Connection, *, domain_id: int) -> None:
    """The hosts that a name delegates to stay linked to it, and so cannot be deleted, after it delegates to others."""


@do("DELETE FROM registry.former_host WHERE domain_id = :domain_id")
async def let_hosts_go(db: Connection, *, domain_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Watched:
    """How many open cases there are in each status, how many locks are overdue, when the next one falls due."""

    notified: int
    locked: int
    suspended: int
    rolled_back: int
    overdue: int
    next_lock_by: datetime | None


@one("""
    SELECT count(*) FILTER (WHERE status = 'notified'),
           count(*) FILTER (WHERE status = 'locked'),
           count(*) FILTER (WHERE status = 'suspended'),
           count(*) FILTER (WHERE status = 'rolledBack'),
           count(*) FILTER (WHERE status = 'notified' AND lock_by < :now),
           min(lock_by) FILTER (WHERE status = 'notified')
      FROM registry.urs_case
     WHERE status <> 'closed'
""")
async def watched(db: Connection, *, now: datetime) -> Watched: ...
