"""What must alarm somebody about complaints under URS: names that are not locked in time."""

from typing import Final

from prometheus_client import Gauge

from registry.context import Registry
from registry.store import urs

CASES: Final = Gauge("namehouse_urs_cases", "Open URS cases, by how their names stand.", ("status",))
OVERDUE: Final = Gauge("namehouse_urs_locks_overdue", "Names that should have been locked by now, and are not.")
LEFT: Final = Gauge(
    "namehouse_urs_lock_left_seconds",
    "How long there is to lock the most urgent name; +Inf where none is to be locked.",
)


async def watch_urs(registry: Registry) -> None:
    """The metrics of URS cases; an overdue lock is a breach of what ICANN demands."""
    now = registry.clock.now()
    found = await registry.store.reading(lambda db: urs.watched(db, now=now))
    CASES.labels("notified").set(found.notified)
    CASES.labels("locked").set(found.locked)
    CASES.labels("suspended").set(found.suspended)
    CASES.labels("rolledBack").set(found.rolled_back)
    OVERDUE.set(found.overdue)
    LEFT.set((found.next_lock_by - now).total_seconds() if found.next_lock_by else float("inf"))
