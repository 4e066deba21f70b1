"""Forgetting what addresses had left of their rate, when nothing came from them for long."""

from datetime import timedelta
from typing import Final

from registry.context import Registry
from registry.store import rates

# After so long a bucket is full again, or nearly so where an installation grants next to nothing.
FORGOTTEN: Final = timedelta(days=1)


async def forget_places(registry: Registry) -> None:
    """A place that comes again begins with a full bucket."""
    await registry.store.reading(lambda db: rates.forget(db, before=registry.clock.now() - FORGOTTEN))
