"""What the worker does for programs."""

from panel.kit.api import queries
from panel.kit.api.once import KEPT
from registry.context import Registry


async def forget_requests(registry: Registry) -> None:
    """What was asked a day ago may be asked again under the same key."""
    before = registry.clock.now() - KEPT
    await registry.store.transaction(lambda db: queries.forget(db, before=before))
