"""Workers: each server process says that it lives, and buries those that do not."""

from datetime import datetime, timedelta
from typing import Final

from registry.clock import Clock
from registry.context import Door
from registry.store import workers
from registry.store.pool import Store

# A worker unseen for this long is dead: its sessions do not count any more.
SILENCE: Final = timedelta(seconds=60)
# How often a worker shows itself; a few may go missing.
BEAT_SECONDS: Final = 10.0


async def start_worker(store: Store, clock: Clock, door: Door) -> int:
    """The number of a new process; no other had it before or will have it later."""
    return await store.transaction(lambda db: workers.add(db, door=door, now=clock.now()))


async def beat(store: Store, worker_id: int, now: datetime, door: Door) -> list[int]:
    """Show that the worker lives, and forget those unseen for `SILENCE`, with their sessions: their numbers."""
    await store.transaction(lambda db: workers.seen(db, worker_id=worker_id, door=door, now=now))
    return await reap(store, now)


async def reap(store: Store, now: datetime) -> list[int]:
    return await store.transaction(lambda db: workers.reap(db, since=now - SILENCE))


async def end_worker(store: Store, worker_id: int, now: datetime) -> None:
    """The process leaves; the sessions it still held are over."""
    await store.transaction(lambda db: workers.remove(db, worker_id=worker_id, now=now))
