"""A registrar keeps to its rate, and a place to that of places: a token for each command, from a bucket that all processes share.

A process takes tokens in leases, so that a command seldom costs a query, and asks an empty bucket no sooner than there can
be a token in it again: whoever hammers pays nothing but refusals from memory.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from registry.context import Context
from registry.errors import RateExceeded
from registry.model.rates import Rate, RateClass
from registry.rates import Lease
from registry.store import rates
from registry.store.rates import Taken
from registry.store.sql import Connection

# Tokens that were taken and not spent are lost after this: the limit may be met early, it is never exceeded.
LAPSE: Final = timedelta(seconds=2)


async def within_rate(cx: Context, rate_class: RateClass) -> None:
    """Spend a token of the registrar who asks. Raises RateExceeded, which says when to come again."""
    registrar_id = cx.actor.registrar_id
    if registrar_id is None:
        return
    rate = cx.registry.rates.limits.get(registrar_id, {}).get(rate_class)
    if rate is None:
        return

    async def take(db: Connection) -> Taken | None:
        return await rates.take(db, registrar_id=registrar_id, rate_class=rate_class, wanted=rate.lease, now=cx.now)

    lease = cx.registry.rates.lease(registrar_id, rate_class)
    await _spend(cx, f"{rate_class.capitalize()} commands", rate, lease, take)


async def within_rate_of_places(cx: Context, place: str, rate: Rate) -> None:
    """Spend a token of the place that is asked from, whoever asks. Raises RateExceeded, which says when to come again."""

    async def take(db: Connection) -> Taken | None:
        wanted, now = rate.lease, cx.now
        taken = await rates.take_of(
            db, place=place, per_second=rate.per_second, burst=rate.burst, wanted=wanted, now=now
        )
        if taken is None:
            await rates.begin(db, place=place, burst=rate.burst, now=now)
            taken = await rates.take_of(
                db, place=place, per_second=rate.per_second, burst=rate.burst, wanted=wanted, now=now
            )
        return taken

    await _spend(cx, "Commands from one address", rate, cx.registry.rates.lease_of(place, cx.now), take)


async def _spend(
    cx: Context, what: str, rate: Rate, lease: Lease, take: Callable[[Connection], Awaitable[Taken | None]]
) -> None:
    if _spent(cx, lease):
        return
    async with lease.asking:
        # whoever asked before us may have brought enough for all
        if not _spent(cx, lease):
            _demand_not_empty(cx, what, rate, lease)
            _keep(cx, rate, lease, await cx.registry.store.reading(take))
            _demand_not_empty(cx, what, rate, lease)


def _spent(cx: Context, lease: Lease) -> bool:
    if lease.tokens and cx.now < lease.lapses_at:
        lease.tokens -= 1
        return True
    return False


def _keep(cx: Context, rate: Rate, lease: Lease, taken: Taken | None) -> None:
    """A new lease, its first token spent; or the knowledge that there is none."""
    if taken is None:
        return  # lifted just now, and not heard yet
    if taken.granted:
        lease.tokens, lease.lapses_at = taken.granted - 1, cx.now + LAPSE
    else:
        lease.empty_until = cx.now + timedelta(seconds=(1 - taken.left) / rate.per_second)


def _demand_not_empty(cx: Context, what: str, rate: Rate, lease: Lease) -> None:
    if cx.now < lease.empty_until:
        wait = (lease.empty_until - cx.now).total_seconds()
        raise RateExceeded(
            f"{what} may come {rate.per_second:g} times a second, {rate.burst} at once; try again in {wait:.1f} seconds."
        )
