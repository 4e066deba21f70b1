"""Deposits in a house with a past, as the worker would have left them."""

from datetime import UTC, date, timedelta

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
    """The number of a deposit of so many days ago."""

    async def write(db: Connection) -> int:
        now, day = world.clock.now() - timedelta(days=days), days_ago(world, days)
        tld_id = world.registry.book.at(tld, now).tld_id
        number = await deposits.plan(db, tld_id=tld_id, kind="full", day=day, revision=0, at=now)
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
            [{**SEALED, "name": f"{tld}_{day}_full_{SEALED['name']}"}],
            {"urn:ietf:params:xml:ns:rdeDomain-1.0": 1234},
        )
        return number

    return await world.store.transaction(write)


async def fortnight(world: World) -> None:
    """Two weeks of a TLD: a day without one, one that the agent refused, and one that waits for people."""
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
