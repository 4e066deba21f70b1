"""Deposits in a house with a past, as the worker would have left them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

from registry.model.deposit import DepositState
from registry.store import deposits
from registry.store.sql import Connection
from tests.world import World

SEALED = {"name": "S1_R0.ryde", "size": 5_000_000, "sha256": "ab" * 32}


def days_ago(world: World, days: int) -> date:
    return world.clock.now().astimezone(UTC).date() - timedelta(days=days)


async def deposited(
    world: World, tld: str, days: int, state: DepositState, reason: str | None = None, *, stopped: bool = False
) -> int:
    """The number of a TLD's deposit of so many days ago."""
    tld_id = world.registry.book.at(tld, world.clock.now()).tld_id

    async def plan(db: Connection, day: date, at: datetime) -> int | None:
        return await deposits.plan(db, tld_id=tld_id, kind="full", day=day, revision=0, at=at)

    counts = {"urn:ietf:params:xml:ns:rdeDomain-1.0": 1234}
    return await _deposited(world, plan, days, f"{tld}_{{}}_full_{SEALED['name']}", counts, state, reason, stopped)


async def deposited_by(
    world: World, registrar: str, days: int, state: DepositState, reason: str | None = None, *, stopped: bool = False
) -> int:
    """The number of a registrar's."""

    async def plan(db: Connection, day: date, at: datetime) -> int | None:
        number = world.numbers[registrar]
        return await deposits.plan_of_registrar(db, registrar_id=number, kind="full", day=day, revision=0, at=at)

    counts = {"names": 12, "handles": 7, "gone": 0}
    return await _deposited(world, plan, days, "9990_RDE_{}_full_0.ryde", counts, state, reason, stopped)


async def _deposited(
    world: World,
    plan: Callable[[Connection, date, datetime], Awaitable[int | None]],
    days: int,
    file: str,
    counts: dict[str, int],
    state: DepositState,
    reason: str | None,
    stopped: bool,
) -> int:
    async def write(db: Connection) -> int:
        now, day = world.clock.now() - timedelta(days=days), days_ago(world, days)
        number = await plan(db, day, now)
        assert number
        await db.execute(
            """UPDATE registry.deposit
                  SET state = $2::text, reason = $3, stopped = $4, deposit_id = $1::bigint::text,
                      watermark = $5::timestamptz, sealed_at = $5, files = $6, counts = $7,
                      uploaded_at = CASE WHEN $2::text <> 'sealed' THEN $5::timestamptz END
                WHERE id = $1""",
            number,
            state,
            reason,
            stopped,
            now,
            [{**SEALED, "name": file.format(day)}],
            counts,
        )
        return number

    return await world.store.transaction(write)


async def fortnight(world: World) -> None:
    """Two weeks of a TLD: a day without one, one that the agent refused, one that waits for people. Two days of a registrar."""
    for days in (8, 1):
        await deposited_by(world, "alpha", days, "uploaded")
    for days in range(14, 0, -1):
        if days == 9:
            continue
        match days:
            case 6:
                await deposited(world, "test", days, "rejected", "the agent found the deposit invalid")
            case 2:
                await deposited(world, "test", days, "uploaded", "the interface answers 401", stopped=True)
            case 1:
                await deposited(world, "test", days, "reported")
            case _:
                await deposited(world, "test", days, "confirmed")
