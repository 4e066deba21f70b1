"""Disposing of what the log of activity is not to keep any longer.

The law of this file: rows go, and it is written down which went and what they said, in one transaction; so many at a time that
nobody waits for it. Whoever dies in the midst begins again where that is written (docs/decisions/0079-…).
"""

from datetime import datetime
from hashlib import sha256
from typing import Final

from panel.disposals import queries
from registry.context import Registry
from registry.model.keeping import Class, limit
from registry.model.sealing import by_number, of_row
from registry.store import disposals
from registry.store.sql import Connection

# Rows of one disposal, at most.
AT_ONCE: Final = 1000


async def dispose(registry: Registry) -> None:
    """Of each class that is not kept for ever, whatever is of a day that is long enough ago."""
    for of, days in registry.kept.days().items():
        while days and await _some(registry, of, days):
            pass


async def _some(registry: Registry, of: Class, days: int) -> bool:
    """Whether there may be more; not where another worker is at it."""
    now = registry.clock.now()
    before = limit(days, now)

    async def work(db: Connection) -> bool:
        reach = await disposals.hold_reach(db, of=of)
        if reach is None or (reach.since is not None and reach.since >= before):
            return False
        sealed = await disposals.sealed_upto(db)
        gone = await queries.take_out(db, of=of, since=reach.since, before=before, sealed=sealed, most=AT_ONCE)
        if gone.last_at is None:
            await disposals.reached(db, of=of, since=before)
            return False
        await _write_down(db, of, days, before, gone, now)
        await disposals.reached(db, of=of, since=gone.last_at)
        return True

    return await registry.store.transaction(work)


async def _write_down(
    db: Connection, of: Class, days: int, before: datetime, gone: queries.Gone, now: datetime
) -> None:
    assert gone.first_at is not None and gone.last_at is not None
    digest = sha256(b"".join(of_row(*each) for each in by_number(gone.ids, gone.digests).items())).digest()
    await disposals.add(
        db,
        of=of,
        days=days,
        before=before,
        ids=gone.ids,
        first_id=gone.ids[0],
        last_id=gone.ids[-1],
        first_at=gone.first_at,
        last_at=gone.last_at,
        digest=digest,
        now=now,
    )
