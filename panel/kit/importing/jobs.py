"""What the worker does about imports."""

from panel.kit.importing import queries
from registry.context import Registry


async def forget_imports(registry: Registry) -> None:
    """Files that were sent a day ago are gone, with what was in them."""
    now = registry.clock.now()
    await registry.store.transaction(lambda db: queries.forget(db, now=now))
