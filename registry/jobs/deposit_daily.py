"""Depositing every TLD with the escrow agent, every day."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from prometheus_client import Gauge

from registry.actions.deposit_advance import deposit_advance
from registry.actions.deposit_plan import deposit_plan
from registry.context import TIME, Registry
from registry.depository import Depository
from registry.store import deposits

log = logging.getLogger(__name__)

AGE: Final = Gauge(
    "namehouse_escrow_age_seconds", "Since the watermark of the last deposit of a TLD that reached the agent.", ("tld",)
)
HELD_UP: Final = Gauge("namehouse_escrow_held_up", "Deposits that wait for people.", ("tld",))

# How many deposits are brought on at once: while one waits for its agent, the next is made.
_AT_ONCE: Final = 3
# How long sealed files stay after the agent has confirmed or refused them.
KEPT: Final = timedelta(days=7)
_LOOKED_BACK: Final = timedelta(days=60)
_MOST: Final = 10_000


async def deposit_daily(registry: Registry) -> None:
    """Deposits of today and of days that were missed are planned, and all that are under way brought on; nothing where there is
    no way to an agent."""
    house = registry.depository
    if house is None:
        return
    for tld in house.tlds:
        if registry.book.serves(tld):
            await deposit_plan(registry.context("job", TIME), tld, diffs=house.diffs)
    due = await registry.store.reading(lambda db: deposits.due(db, registry.clock.now()))
    failed = await _bring_on(registry, house, [each.id for each in due])
    await _measure(registry, house)
    if failed:
        raise failed[0]


async def _bring_on(registry: Registry, house: Depository, numbers: list[int]) -> list[Exception]:
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> None:
        async with turns:
            await deposit_advance(registry.context("job", TIME), house, number)

    outcomes = await asyncio.gather(*map(one, numbers), return_exceptions=True)
    return [each for each in outcomes if isinstance(each, Exception)]


async def _measure(registry: Registry, house: Depository) -> None:
    now = registry.clock.now()
    for tld in house.tlds:
        found = await registry.store.reading(
            lambda db, tld=tld: deposits.since(db, tld, (now - _LOOKED_BACK).date(), _MOST)  # type: ignore[misc]
        )
        arrived = [each.watermark for each in found if each.uploaded_at and each.watermark and each.state != "rejected"]
        HELD_UP.labels(tld).set(sum(each.stopped for each in found))
        if arrived:
            AGE.labels(tld).set(_age(now, max(arrived)))


def _age(now: datetime, watermark: datetime) -> float:
    return (now - watermark).total_seconds()
