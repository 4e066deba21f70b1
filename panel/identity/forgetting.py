"""What is good for nothing any more of how people come in is forgotten."""

from datetime import timedelta
from typing import Final

from panel.identity import link_queries
from registry.context import Registry

KEPT: Final = timedelta(days=7)


async def forget_links(registry: Registry) -> None:
    """Links that were mailed and are over."""
    before = registry.clock.now() - KEPT
    await registry.store.transaction(lambda db: link_queries.forget(db, before=before))
