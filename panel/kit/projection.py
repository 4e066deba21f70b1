"""Lists that agree with the projection (registry/model/lifecycle.py) although no job may have written it down yet.

Three things keep a list true at its instant:

* what decides whether a row exists for a viewer (purged or not, sponsored by whom) and what filters ask is said in SQL
  with `:now`, in the fragments below; tests/panel/test_projection.py lives names through their lives without any job and
  holds every fragment against `lifecycle`;
* a row for which nothing is due is as it is stored, and what decides about its statuses comes with it (STANDING); the few
  that are overdue and unwritten are read whole and projected by `lifecycle.project` itself: so statuses, dates and sponsors
  of a page are exactly those that EPP and WHOIS answer;
* nothing is written: a page never settles what a job has not.

Only where a TLD has names climb a ladder around their expiry a list may be late by what the job that writes steps down is late.

Only the order by expiry of names whose renewal is overdue and unwritten is computed here (EXPIRES), on the same calendar.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from panel.kit.lists import Row
from panel.kit.queries import domain_rows
from registry.context import Registry
from registry.model.domain import Deletion, Domain
from registry.model.lifecycle import grace_statuses, grace_statuses_of, project, statuses, statuses_of
from registry.model.status import DELETE_PROHIBITED, shown
from registry.store.sql import Connection

# A name whose purge fell due is gone, whether or not its row still stands.
LIVES: Final = "(d.purge_at IS NULL OR d.purge_at > :now)"

EXPIRES: Final = """CASE WHEN d.deleted_at IS NULL AND d.expires_at <= :now AND d.next_due <= :now
            THEN d.expires_at + make_interval(years => 1 + extract(year FROM age(:now, d.expires_at))::integer)
            ELSE d.expires_at END"""


def held_by(registrar: str, sponsor: str, link: str, key: str) -> str:
    """Whether the registrar (an expression for its number) sponsors a row at :now.

    `sponsor` is the stored sponsor, `key` the number of the object whose transfers decide, `link` the column of
    registry.transfer that names it. A transfer whose time to decide is over is approved, so its object is the gainer's.
    """
    overdue = f"x.status = 'pending' AND x.act_by <= :now AND x.{link} IS NOT NULL"
    lost = f"EXISTS (SELECT FROM registry.transfer x WHERE x.{link} = {key} AND {overdue})"
    won = f"ARRAY(SELECT x.{link} FROM registry.transfer x WHERE x.gaining_id = {registrar} AND {overdue})"  # noqa: S608
    return f"(({sponsor} = {registrar} AND NOT {lost}) OR {key} = ANY ({won}))"


def contact_held_by(registrar: str) -> str:
    """Whether the registrar sponsors the contact `c` at :now."""
    return held_by(registrar, "c.registrar_id", "contact_id", "c.id")


def host_held_by(registrar: str) -> str:
    """Whether the registrar sponsors the host `h` at :now; one outside our zones has no transfers that could decide."""
    below = held_by(registrar, "h.registrar_id", "domain_id", "h.superordinate_id")
    return f"((h.superordinate_id IS NULL AND h.registrar_id = {registrar}) OR (h.superordinate_id IS NOT NULL AND {below}))"


def sponsor_of(sponsor: str, link: str, key: str) -> str:
    """The handle of who sponsors a row at :now; parameters as of `held_by`."""
    due = f"x.{link} = {key} AND x.status = 'pending' AND x.act_by <= :now"
    gainer = f"(SELECT x.gaining_id FROM registry.transfer x WHERE {due})"  # noqa: S608
    return f"(SELECT r.handle FROM registry.registrar r WHERE r.id = coalesce({gainer}, {sponsor}))"  # noqa: S608


def pending_transfer(link: str, key: str) -> str:
    """Whether a transfer of the object still waits for a decision; parameters as of `held_by`."""
    waiting = f"x.{link} = {key} AND x.status = 'pending' AND x.act_by > :now"
    return f"EXISTS (SELECT FROM registry.transfer x WHERE {waiting})"


_DERIVED: Final = (("linked", "linked"), ("pendingTransfer", "moving"), ("pendingDelete", "ending"))


async def with_derived_statuses(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """The statuses of hosts and contacts as EPP shows them; a row says whether it is `linked`, `moving` or `ending`."""
    return [row | {"statuses": shown(_stored(row), _derived(row))} if "statuses" in row else row for row in rows]


def _stored(row: Row) -> frozenset[str]:
    return frozenset(row["statuses"]) - (DELETE_PROHIBITED if row.get("ending") else frozenset())


def _derived(row: Row) -> list[str]:
    return [status for status, name in _DERIVED if row.get(name)]


# What the statuses of a name at rest come of, and of those only what holds at :now.
STANDING: Final = """ROW(d.statuses, d.deleted_at, d.redemption_until, d.purge_at, d.report_due, d.out_of_zone,
        EXISTS (SELECT FROM registry.transfer x WHERE x.domain_id = d.id AND x.status = 'pending'),
        EXISTS (SELECT FROM registry.domain_host l WHERE l.domain_id = d.id)
            OR EXISTS (SELECT FROM registry.domain_nameserver n WHERE n.domain_id = d.id),
        ARRAY(SELECT g.kind FROM registry.grace g WHERE g.domain_id = d.id AND g.ends_at > :now ORDER BY g.id))"""


def at_rest(standing: Sequence[Any], now: datetime) -> tuple[str, ...]:
    """The statuses that a name has by its STANDING, as `shown_statuses` gives them of a projected one."""
    stored, deleted_at, redemption_until, purge_at, report_due, out_of_zone, moving, delegated, graces = standing
    deletion = Deletion(deleted_at, redemption_until, purge_at, report_due) if deleted_at else None
    own = statuses_of(
        frozenset(stored), deleted=deletion is not None, moving=moving, out_of_zone=out_of_zone, delegated=delegated
    )
    return _both(grace_statuses_of(deletion, graces, now), own)


def shown_statuses(domain: Domain, now: datetime) -> tuple[str, ...]:
    """Those of a projected name."""
    return _both(grace_statuses(domain, now), statuses(domain))


def _both(graces: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """In its last days a name is pendingDelete by both vocabularies: once is enough."""
    return tuple(dict.fromkeys((*graces, *own))) if graces else own


# The registrar that a form names by its handle.
# The planner asks it, and so knows how much that registrar has.
NAMED: Final = "registry.registrar_called(?)"

_DELETED: Final = "d.deleted_at IS NOT NULL"
_NO_REPORT_DUE: Final = "(d.report_due IS NULL OR d.report_due <= :now)"
_TRANSFER_DUE: Final = (
    "EXISTS (SELECT FROM registry.transfer x WHERE x.domain_id = d.id AND x.status = 'pending' AND x.act_by {} :now)"
)

# The states that a list of names can be asked for: title and condition.
STATES: Final[dict[str, tuple[str, str]]] = {
    "registered": ("Registered", "d.deleted_at IS NULL"),
    "addPeriod": (
        "In add grace",
        f"""d.deleted_at IS NULL AND NOT {_TRANSFER_DUE.format("<=")} AND EXISTS (
            SELECT FROM registry.grace g WHERE g.domain_id = d.id AND g.kind = 'addPeriod' AND g.ends_at > :now)""",
    ),
    "pendingTransfer": ("Pending transfer", _TRANSFER_DUE.format(">")),
    "redemptionPeriod": ("Redemption", f"{_DELETED} AND {_NO_REPORT_DUE} AND d.redemption_until > :now"),
    "pendingRestore": ("Pending restore", "d.report_due > :now"),
    "pendingDelete": ("Pending delete", f"{_DELETED} AND {_NO_REPORT_DUE} AND d.redemption_until <= :now"),
    "hold": ("On hold", "(d.statuses && ARRAY['clientHold', 'serverHold'] OR d.out_of_zone)"),
    "inactive": (
        "Without name servers",
        """NOT EXISTS (SELECT FROM registry.domain_host l WHERE l.domain_id = d.id)
           AND NOT EXISTS (SELECT FROM registry.domain_nameserver n WHERE n.domain_id = d.id)""",
    ),
}


async def projected(registry: Registry, db: Connection, ids: list[int], now: datetime) -> dict[int, Domain]:
    """The domains with these numbers as they are at `now`, by number; those that are gone are left out."""
    found = {}
    for row in await domain_rows(db, ids=ids) if ids else []:
        domain = project(row.domain(), registry.book, now).domain
        if domain is not None:
            found[row.id] = domain
    return found
