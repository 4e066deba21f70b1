"""Workers share one timetable: each run is done by one of them, and a run that has begun is finished."""

import asyncio

import pytest

from registry.clock import FakeClock
from registry.context import Registry
from registry.jobs import runner
from registry.jobs.runner import FAILURES, Runner, run_job
from registry.jobs.timetable import Line
from tests.world import Clone, open_world

pytestmark = pytest.mark.slow  # a queue that is waited for


async def make_due(registry: Registry) -> None:
    sql = "UPDATE jobs.pgqueuer_schedules SET next_run = now() - interval '1 second'"
    await registry.store.reading(lambda db: db.execute(sql))


async def until(seconds: float, true) -> None:
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.05)


async def test_a_missed_run_is_made_up_for_once_and_finished_although_the_worker_is_stopped(
    clone: Clone, clock: FakeClock
) -> None:
    world = await open_world(await clone.store(), clock)
    begun, finish, finished = asyncio.Event(), asyncio.Event(), []

    async def work(registry: Registry) -> None:
        begun.set()
        await finish.wait()
        finished.append(registry)

    timetable = (Line(work, every="day", at="03:10"),)
    runners = [Runner(world.registry, clone.url, timetable) for _ in range(2)]
    tasks = [asyncio.create_task(runner.run()) for runner in runners]

    async def there() -> bool:
        return bool(await world.fetch("SELECT FROM jobs.pgqueuer_schedules"))

    await until(10, there)
    for each in runners:  # none of them was at work when the run fell due
        await each.stop()
    await asyncio.gather(*tasks)
    await make_due(world.registry)
    runners = [Runner(world.registry, clone.url, timetable) for _ in range(2)]
    tasks = [asyncio.create_task(runner.run()) for runner in runners]
    async with asyncio.timeout(10):
        await begun.wait()
    for each in runners:
        await each.stop()
    await asyncio.sleep(0.1)
    assert not finished
    finish.set()
    await asyncio.gather(*tasks)
    assert finished == [world.registry]


async def test_a_database_that_is_away_is_waited_for(
    clone: Clone, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RECONNECT_SECONDS", 0.05)
    world = await open_world(await clone.store(), clock)

    async def allow(whether: str) -> None:
        await clone._administer(f'ALTER DATABASE "{clone.name}" ALLOW_CONNECTIONS {whether}')

    async def there() -> bool:
        return bool(await world.fetch("SELECT FROM jobs.pgqueuer_schedules"))

    await allow("false")
    kept = Runner(world.registry, clone.url, (Line(make_due, every="day", at="03:10"),))
    task = asyncio.create_task(kept.run())
    await asyncio.sleep(0.3)
    assert not task.done()
    assert not await there()
    await allow("true")
    await until(10, there)
    await kept.stop()
    await asyncio.wait_for(task, 10)


async def test_a_job_that_fails_is_told_and_counted(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)

    async def breaks(registry: Registry) -> None:
        raise ValueError("broken")

    assert not await run_job(world.registry, Line(breaks, every="minute"))
    assert FAILURES.labels("breaks")._value.get() == 1
