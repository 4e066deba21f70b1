"""Whoever dies while a TLD rises leaves nothing of it behind, and the next to call goes on where he was."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from rde.restore import restore as module
from registry.clock import FakeClock
from registry.jobs.sweep_rises import sweep_rises
from registry.store.pool import Store
from tests.rde.restore.risen import empty_registry, export, rise, told
from tests.rde.verify.conftest import Good
from tests.world import BEGINNING, Clone, World

pytestmark = pytest.mark.slow


class Killed(BaseException):
    """As SIGKILL would have it: nobody catches it."""


class Dying(Store):
    """Every transaction counts; the process dies in the one that is named: before its work, before its end, or after it."""

    left = -1
    moment = "before"

    async def transaction(self, work: Callable[..., Awaitable[object]]) -> object:
        self.left -= 1
        if self.left == 0 and self.moment == "before":
            raise Killed

        async def last(db: object) -> object:
            result = await work(db)
            if self.left == 0 and self.moment == "within":
                raise Killed
            return result

        result = await super().transaction(last)
        if self.left == 0:
            raise Killed
        return result


@pytest.fixture
def world(
    clone: Clone, loop: asyncio.AbstractEventLoop, good: dict[str, Good], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A registry that writes by small batches, in a process that may die."""
    monkeypatch.setattr(module, "_BATCH", 3)
    world = loop.run_until_complete(empty_registry(clone, FakeClock(good["maximum"].now)))
    world.registry.store = loop.run_until_complete(Dying.connect(clone.url))
    yield world
    loop.run_until_complete(world.store.close())


@pytest.mark.feature("REG-04")
async def test_killed_at_any_stage_it_goes_on_where_it_was(
    world: World, another: Clone, good: dict[str, Good], tmp_path: Path
) -> None:
    path = good["maximum"].lie(tmp_path)
    whole = await empty_registry(another, FakeClock(good["maximum"].now))
    assert (await rise(whole, path)).risen

    dying = world.registry.store
    before = await told(world)
    for deaths in count():
        dying.left, dying.moment = 2 + deaths % 2, ("before", "within", "after")[deaths // 2 % 3]
        try:
            assert (await rise(world, path)).resumed
            break
        except Killed:
            if await world.fetch("SELECT FROM rising.rise WHERE risen_at IS NOT NULL"):
                break
            assert await told(world) == before
    assert deaths > 5
    dying.left = -1
    left = [
        (await export(each, "test", tmp_path / name)).path.read_bytes() for name, each in (("a", whole), ("b", world))
    ]
    assert left[0] == left[1]
    assert await world.fetch("SELECT FROM rising.object") == []


async def test_what_a_crash_of_the_database_forgot_is_read_again(
    world: World, good: dict[str, Good], tmp_path: Path
) -> None:
    path = good["maximum"].lie(tmp_path)
    world.registry.store.left = 4
    with pytest.raises(Killed):
        await rise(world, path)
    ((rows,),) = await world.fetch("SELECT rows FROM rising.rise")
    assert rows > 0
    await world.store.reading(lambda db: db.execute("TRUNCATE rising.object"))
    done = await rise(world, path)
    assert done.resumed and done.risen and done.risen.counts["domain"] == 4


async def test_other_deposits_begin_anew(world: World, good: dict[str, Good], tmp_path: Path) -> None:
    path = good["maximum"].lie(tmp_path)
    world.registry.store.left = 4
    with pytest.raises(Killed):
        await rise(world, path)
    path.write_bytes(path.read_bytes().replace(b"Zoe", b"Zoey"))
    done = await rise(world, path)
    assert done.risen and not done.resumed
    assert [row[0] for row in await world.fetch("SELECT postal->1->>'name' FROM registry.contact")] == ["Zoey"] * 2


async def test_what_never_rose_is_forgotten_after_a_week(world: World, good: dict[str, Good], tmp_path: Path) -> None:
    path = good["maximum"].lie(tmp_path)
    world.registry.store.left = 4
    with pytest.raises(Killed):
        await rise(world, path)
    clock = world.clock
    clock.advance(days=6)
    await sweep_rises(world.registry)
    assert await world.fetch("SELECT FROM rising.object")
    clock.advance(days=1)
    await sweep_rises(world.registry)
    assert await world.fetch("SELECT FROM rising.object") == await world.fetch("SELECT FROM rising.rise") == []
    done = await rise(world, path)
    assert done.risen and not done.resumed
    clock.advance(days=8)
    await sweep_rises(world.registry)
    assert await world.fetch("SELECT FROM rising.rise"), "what rose is remembered"


async def test_a_process_that_is_killed_while_everything_moves_leaves_nothing(
    clone: Clone, good: dict[str, Good], tmp_path: Path
) -> None:
    path = good["maximum"].lie(tmp_path)
    world = await empty_registry(clone, FakeClock(BEGINNING))
    before = await told(world)
    lock = await asyncpg.connect(clone.url)
    waits = lock.transaction()
    await waits.start()
    await lock.execute("LOCK TABLE registry.host IN SHARE MODE")  # it comes that far, and waits
    command = [sys.executable, "-m", "namehouse", "rde", "restore", str(path), "--json"]
    environment = {"DATABASE_URL": clone.url, "PATH": ""}
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    await until(world, "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    process.kill()
    await process.wait()
    await waits.rollback()
    await lock.close()
    assert await told(world) == before
    again = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    output, _ = await again.communicate()
    said = json.loads(output)
    assert said["restored"] and said["resumed"] and said["domains"] == 4


async def until(world: World, sql: str) -> None:
    async with asyncio.timeout(60):
        while not await world.fetch(sql):  # noqa: ASYNC110  the database announces no locks
            await asyncio.sleep(0.05)
