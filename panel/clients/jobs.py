"""Clients that were deleted long enough ago are erased."""

import logging
from typing import Final

from panel.clients import queries
from panel.clients.actions import By
from panel.clients.erasing import client_erase
from panel.kit.deeds import Declined
from registry.context import TIME, Registry

log = logging.getLogger(__name__)

# Clients that one run looks at; the next one is a day later.
_AT_ONCE: Final = 500
_BY: Final = By("time")


async def erase_deleted_clients(registry: Registry) -> None:
    """Where the settings say for how long they are kept; late or twice changes nothing. Who cannot go yet is told to the log."""
    if registry.deleted_kept is None:
        return
    before = registry.clock.now() - registry.deleted_kept
    for each in await registry.store.reading(lambda db: queries.deleted_before(db, before=before, most=_AT_ONCE)):
        cx = registry.context("job", TIME, reason=f"Deleted on {each.state_at:%Y-%m-%d}")
        try:
            await client_erase(cx, _BY, each.id, each.login)
        except Declined as declined:
            log.warning("client %s was deleted long ago and is not erased: %s", each.id, declined)
