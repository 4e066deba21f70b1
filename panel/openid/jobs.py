"""What is good for nothing any more of sign-ins to applications is forgotten."""

from datetime import timedelta
from typing import Final

from panel.identity.openid import queries
from registry.context import Registry

# How long what has ended is kept, so that a code or token that comes again is still known for what it is.
KEPT: Final = timedelta(days=7)


async def forget_grants(registry: Registry) -> None:
    """Sign-ins to applications of which nothing is good any more."""
    before = registry.clock.now() - KEPT
    while await registry.store.transaction(lambda db: queries.forget(db, before=before)):
        pass
