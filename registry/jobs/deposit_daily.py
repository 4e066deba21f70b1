"""Depositing every TLD with the escrow agent, every day, with ICANN its names and registrars, every week; and registrars with
agents of their own."""

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from prometheus_client import Gauge

from registry.actions.deposit_advance import deposit_advance
from registry.actions.deposit_plan import deposits_owed, deposits_owed_by_registrars
from registry.context import TIME, Registry
from registry.depository import Depository
from registry.model.deposit import Deposit, midnight
from registry.store import deposit_standing, deposits
from registry.store.deposit_standing import Standing

log = logging.getLogger(__name__)

AGE: Final = Gauge(
    "namehouse_escrow_age_seconds",
    "Since the watermark of the last deposit of a TLD that reached the agent, or since the first that was owed.",
    ("tld",),
)
HELD_UP: Final = Gauge("namehouse_escrow_held_up", "Deposits that wait for people.", ("tld",))
OF_REGISTRAR: Final = Gauge(
    "namehouse_escrow_registrar_age_seconds",
    "Since the watermark of the last deposit of a registrar that reached its agent, or since the first that was owed.",
    ("registrar",),
)
HELD_UP_OF_REGISTRAR: Final = Gauge(
    "namehouse_escrow_registrar_held_up", "Deposits of a registrar that wait for people.", ("registrar",)
)

# Of how many TLDs deposits are brought on at once: while one waits for its agent, another's is made.
_AT_ONCE: Final = 3
# How long sealed files stay after the agent has confirmed or refused them.
KEPT: Final = timedelta(days=7)


async def deposit_daily(registry: Registry) -> None:
    """Deposits of today, of this week and of days that were missed are planned, and all that are under way brought on; nothing
    where there is no way to an agent."""
    house = registry.depository
    if house is None:
        return
    await deposits_owed(registry.context("job", TIME), house)
    await deposits_owed_by_registrars(registry.context("job", TIME), house)
    due = await registry.store.reading(lambda db: deposits.due(db, registry.clock.now()))
    failed = await _bring_on(registry, house, due)
    await _measure(registry, house)
    if failed:
        raise failed[0]


async def _bring_on(registry: Registry, house: Depository, due: list[Deposit]) -> list[Exception]:
    """Those of a TLD or a registrar one after the other, the oldest first: the next may follow from the one before."""
    turns = asyncio.Semaphore(_AT_ONCE)
    failed: list[Exception] = []

    async def of_subject(subject: str) -> None:
        async with turns:
            for each in due:
                if each.subject == subject:
                    try:
                        await deposit_advance(registry.context("job", TIME), house, each.id)
                    except Exception as failure:
                        failed.append(failure)

    await asyncio.gather(*map(of_subject, {each.subject: None for each in due}))
    return failed


async def _measure(registry: Registry, house: Depository) -> None:
    now = registry.clock.now()
    for tld in {*house.tlds, *house.weekly}:
        stands = await registry.store.reading(partial(deposit_standing.standing, tld=tld, registrar=None))
        HELD_UP.labels(tld).set(stands.held_up)
        if (age := _age(now, stands)) is not None:
            AGE.labels(tld).set(age)
    for registrar in house.registrars:
        stands = await registry.store.reading(partial(deposit_standing.standing, tld=None, registrar=registrar))
        HELD_UP_OF_REGISTRAR.labels(registrar).set(stands.held_up)
        if (age := _age(now, stands)) is not None:
            OF_REGISTRAR.labels(registrar).set(age)


def _age(now: datetime, stands: Standing) -> float | None:
    """In seconds; of what never arrived since the midnight of the first that was owed. None where nothing is owed."""
    since = stands.arrived or (midnight(stands.began) if stands.began else None)
    return (now - since).total_seconds() if since else None
