"""Forgetting sessions that ended long ago."""

from datetime import timedelta
from typing import Final

from registry.context import Registry
from registry.store import workers

# So long they are listed; what was asked in them the command log keeps.
KEPT: Final = timedelta(days=400)
# In one transaction: what is locked and written at a time stays small.
AT_ONCE: Final = 5_000


async def forget_past_sessions(registry: Registry) -> None:
    """Until it runs they are listed for some hours more."""
    before = registry.clock.now() - KEPT
    while await registry.store.transaction(lambda db: workers.forget_past(db, before=before, most=AT_ONCE)) == AT_ONCE:
        pass
