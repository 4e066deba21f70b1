"""Reminders that are to come by mail too: one mail for each time that one rings, however late or often this runs."""

from typing import Final

from mail.notices import Happened, tell
from panel.reminders import queries
from registry.context import Registry
from registry.store.sql import Connection

_AT_ONCE: Final = 100


async def ring_by_mail(registry: Registry) -> None:
    """Whoever wished so is written to when a reminder rings."""
    while await _some(registry):
        pass


async def _some(registry: Registry) -> bool:
    now = registry.clock.now()

    async def work(db: Connection) -> bool:
        found = await queries.ring_by_mail(db, now=now, most=_AT_ONCE)
        for each in found:
            more = {"of": each.of}
            await tell(db, each.account_id, Happened("reminder.rang", each.login, now, what=each.message, more=more))
        return len(found) == _AT_ONCE

    return await registry.store.transaction(work)
