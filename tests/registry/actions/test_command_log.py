"""Commands that changed nothing are in the log all the same, and never wait for it."""

import asyncio

import pytest

from registry.actions import command_log
from registry.actions.command_log import CommandLog
from registry.clock import FakeClock
from tests.world import Clone, World, open_world


async def test_a_line_says_who_asked_what_and_how_it_was_answered(world: World) -> None:
    lines = CommandLog(world.store)
    cx = world.as_("alpha")
    lines.add(cx, 2303, 1.5)
    await lines.flush()
    sql = "SELECT cltrid, registrar_id, code, at, address, milliseconds FROM registry.command WHERE svtrid = $1"
    (row,) = await world.fetch(sql, cx.svtrid)
    assert (row["cltrid"], row["registrar_id"], row["code"]) == (cx.cltrid, world.numbers["alpha"], 2303)
    assert (row["at"], str(row["address"]), row["milliseconds"]) == (world.clock.now(), "127.0.0.1", 1.5)


async def test_odd_characters_do_not_sink_the_batch(world: World) -> None:
    lines = CommandLog(world.store)
    cx = world.registry.context("epp", verb="check", name="\0\ud800", frame="<\0>", cltrid="\udcff")
    lines.add(cx, 2001, 0.1)
    assert await lines.flush()
    (row,) = await world.fetch("SELECT frame FROM registry.command WHERE svtrid = $1", cx.svtrid)
    assert row["frame"] == "<\ufffd>"


async def test_lines_are_written_soon_without_being_asked_for(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    lines = CommandLog(world.store)
    running = asyncio.create_task(lines.run())
    for _ in range(command_log.BATCH):
        lines.add(world.as_("alpha"), 1000, 1.0)
    async with asyncio.timeout(5):
        while not await world.fetch("SELECT FROM registry.command WHERE cltrid LIKE 'TEST-%'"):  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_lines_wait_for_a_database_that_is_away_and_the_oldest_go_first(
    clone: Clone, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_log, "MOST", 3)
    world = await open_world(await clone.store(), clock)
    gone = await clone.store()
    await gone.close()
    lines = CommandLog(gone)
    for code in (1, 2, 3, 4):
        lines.add(world.as_("alpha"), code, 1.0)
        await lines.flush()
    lines._store = world.store
    await lines.close()
    rows = await world.fetch("SELECT code FROM registry.command WHERE code < 9 ORDER BY 1")
    assert [row["code"] for row in rows] == [2, 3, 4]
    assert lines.dropped == 1
