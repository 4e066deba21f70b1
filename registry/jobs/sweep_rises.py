"""Forgetting what was staged of deposits and never rose: it holds personal data."""

import logging
from datetime import timedelta
from typing import Final

from registry.context import Registry
from registry.store import rising
from registry.store.sql import Connection

log = logging.getLogger(__name__)

# How long a rehearsal can be gone on from, or a restore that was interrupted.
KEPT: Final = timedelta(days=7)


async def sweep_rises(registry: Registry) -> None:
    """Restores and rehearsals that were begun a week ago and not brought to their end; the same command would begin anew."""

    async def sweep(db: Connection) -> int:
        given_up = await rising.begun_until(db, until=registry.clock.now() - KEPT)
        for rise_id in given_up:
            await rising.clear(db, rise_id=rise_id)
            await rising.give_up(db, rise_id=rise_id)
        return len(given_up)

    if gone := await registry.store.transaction(sweep):
        log.info("%d restores that were not brought to their end are forgotten", gone)
