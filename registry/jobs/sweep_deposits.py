"""Removing sealed deposits that nobody needs any more: they hold personal data."""

import logging

from registry.context import Registry
from registry.jobs.deposit_daily import KEPT
from registry.store import deposits

log = logging.getLogger(__name__)


async def sweep_deposits(registry: Registry) -> None:
    """Files of deposits that the agent answered a week ago, and what was left behind; nothing without a way to an agent."""
    house = registry.depository
    if house is None:
        return
    since = registry.clock.now() - KEPT
    kept = await registry.store.reading(lambda db: deposits.kept_files(db, since=since))
    if gone := await house.sweep(frozenset(kept)):
        log.info("%d files of deposits are removed", gone)
