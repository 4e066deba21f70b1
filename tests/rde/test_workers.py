"""Several workers write what one would have written: octet for octet, of one instant, or nothing at all."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rde.deposit import Deposit, export_full
from rde.plan import plan_full
from rde.spool import spool
from rde.workers import CountsDiffer, WorkerDied, workers_of, write_steps
from registry.actions.domain_create import domain_create
from registry.clock import FakeClock
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.settings import Escrow
from registry.store.copying import prepare_session
from registry.store.sql import Connection
from tests.idn import three_tables
from tests.rde.agent import greeting
from tests.rde.lives import Life
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # lives take time


@pytest.fixture(autouse=True)
def few_names_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rde.plan.RANGE_SIZE", 1)


async def lived(clone: Clone, clock: FakeClock, size: int = 10) -> tuple[World, Life]:
    world = await open_world(await clone.store(size), clock)
    await three_tables(world, lists=("kept",), variants="same_registrar")
    for number in range(20):
        await domain_create(world.as_("alpha"), DomainCreate(f"name{number}.example", Period(1)))
    life = Life(world, 3)
    await life.live(60)
    clock.advance(milliseconds=1)
    return world, life


async def export(world: World, folder: Path, number: int, **rest) -> Deposit:
    return await export_full(world.operator, "example", folder, greeting(world.operator), workers=number, **rest)


@pytest.mark.feature("REG-04")
async def test_several_workers_write_what_one_writes(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world, life = await lived(clone, clock)
    then = clock.now()
    alone = await export(world, tmp_path / "one", 1)
    for number in (2, 3, 7):
        together = await export(world, tmp_path / str(number), number)
        assert together.path.read_bytes() == alone.path.read_bytes()
        assert left_in(together.path.parent) == [together.path.name]
    await life.live(40)
    clock.advance(days=1)
    for number in (1, 2, 4):
        late = await export(world, tmp_path / f"late{number}", number, at=then)
        assert late.path.read_bytes() == alone.path.read_bytes()


class Beside:
    """The registry's store, where something happens between the first worker's snapshot and the others'."""

    def __init__(self, world: World, happens: Callable[[int, int], Awaitable[None]]) -> None:
        self._store = world.store
        self._happens = happens
        self._first = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def snapshot(self, work, **rest):
        async def watched(db):
            pid = db.get_server_pid()
            if rest.get("shared"):
                await self._happens(self._first, pid)
            else:
                self._first = pid
            return await work(db)

        return await self._store.snapshot(watched, **rest)


async def test_workers_see_what_was_true_when_they_were_counted(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world, _ = await lived(clone, clock)
    alone = await export(world, tmp_path / "one", 1)
    came: list[str] = []

    async def come(first: int, other: int) -> None:
        came.append("meanwhile.example")
        await domain_create(world.as_("beta"), DomainCreate(came[-1], Period(1)))

    world.registry.store = Beside(world, come)  # type: ignore[assignment]
    together = await export(world, tmp_path / "two", 2)
    assert together.path.read_bytes() == alone.path.read_bytes() and came


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("which", [0, 1])
async def test_a_worker_that_dies_leaves_no_deposit_and_no_rubbish(
    clone: Clone, clock: FakeClock, tmp_path: Path, which: int, past: bool
) -> None:
    world, _ = await lived(clone, clock)
    at = clock.now() - timedelta(minutes=1) if past else None
    alone = await export(world, tmp_path / "one", 1, at=at)

    store = world.registry.store

    async def die(*sessions: int) -> None:
        await store.reading(lambda db: db.execute("SELECT pg_terminate_backend($1, 5000)", sessions[which]))

    world.registry.store = Beside(world, die)  # type: ignore[assignment]
    with pytest.raises(WorkerDied, match="a worker ended while the deposit was written"):
        await export(world, tmp_path / "two", 2, at=at, progress=lambda done, total: time.sleep(0.03))  # others come in
    world.registry.store = store
    assert left_in(tmp_path / "two") == []
    again = await export(world, tmp_path / "two", 2, at=at)
    assert again.path.read_bytes() == alone.path.read_bytes()


async def test_a_worker_that_finds_other_numbers_stops_all(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world, _ = await lived(clone, clock)

    async def work(db: Connection) -> None:
        await prepare_session(db)
        plan = await plan_full(db, world.registry.book.at("example", clock.now()), clock.now())
        *steps, last = plan.steps
        with spool(tmp_path) as place, pytest.raises(CountsDiffer, match="2 objects were counted, 1 written"):
            await write_steps(world.store, db, [*steps, replace(last, count=2)], place, 3, lambda more: None)

    await world.store.snapshot(work)
    assert left_in(tmp_path) == []


async def test_workers_for_whom_there_is_no_connection_are_not_waited_for(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world, _ = await lived(clone, clock, size=1)
    async with asyncio.timeout(30):
        deposit = await export(world, tmp_path, 4)
    assert deposit.objects > 20


def test_the_settings_say_how_many_workers_there_are() -> None:
    assert workers_of(Escrow()) == min(4, os.cpu_count() or 1)
    assert workers_of(Escrow(workers=9)) == 9
