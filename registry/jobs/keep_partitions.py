"""Months of the log and the history, made before they begin."""

import logging
from datetime import datetime
from typing import Final

from registry.context import Registry
from registry.store import partitions

log = logging.getLogger(__name__)

# This month and so many after it.
AHEAD: Final = 3


async def keep_partitions(registry: Registry) -> None:
    """The months from this one on exist; rows that came before their month was made are moved into it."""
    month = registry.clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(AHEAD + 1):
        following = _next(month)
        for table in partitions.TABLES:
            await _keep(registry, table, month, following)
        month = following


async def _keep(registry: Registry, table: str, month: datetime, following: datetime) -> None:
    existing = await registry.store.reading(lambda db: partitions.of(db, parent=table))
    if (name := partitions.name_of(table, month)) in existing:
        return
    moved = await registry.store.transaction(lambda db: partitions.add(db, table, month, following))
    log.info("%s is there; %d rows moved into it", name, moved)


def _next(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
