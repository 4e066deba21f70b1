"""A deposit is made in a process of its own: the same comes of it, and it ends with whoever wanted it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from namehouse.making import Apart, apart
from rde.depository import AgentDepository
from registry.clock import FakeClock, SystemClock
from registry.jobs.deposit_daily import deposit_daily
from registry.model.deposit import Deposit
from registry.settings import CONFIG_VARIABLE, load
from registry.store import deposits
from tests.rde.agent import Agent, depositing
from tests.rde.conftest import Person
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # processes are started


@asynccontextmanager
async def housed(
    clone: Clone, clock: FakeClock, people: dict[str, Person], folder: Path, **more: str
) -> AsyncIterator[tuple[World, Agent]]:
    """A registry of today that was here yesterday, and has its deposits made apart."""
    now = SystemClock().now()
    clock.move_to(now)
    world = await open_world(await clone.store(), clock)
    await world.store.transaction(
        lambda db: db.execute("UPDATE registry.policy SET valid_from = $1", now - timedelta(days=1))
    )
    async with depositing(world, folder, people) as agent:
        house = world.registry.depository
        assert isinstance(house, AgentDepository)
        house._apart = Apart({**os.environ, **agent.environment, "DATABASE_URL": clone.url, **more})
        yield world, agent


async def only(world: World) -> Deposit:
    day = (world.clock.now() - timedelta(days=9)).date()
    (found,) = await world.store.reading(lambda db: deposits.since(db, "example", day, 9))
    return found


@pytest.mark.feature("REG-04")
async def test_what_is_made_apart_is_sealed_brought_and_reported(
    clone: Clone, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with housed(clone, clock, people, tmp_path) as (world, agent):
        (signing,) = (tmp_path / "var" / "escrow").glob("signing.asc")
        kept = signing.read_bytes()
        signing.unlink()
        await deposit_daily(world.registry)
        held = await only(world)
        assert held.stopped and held.reason and "signing.asc" in held.reason
        signing.write_bytes(kept)
        signing.chmod(0o600)
        await world.store.transaction(lambda db: deposits.go_on(db, deposit_id=held.id))
        await deposit_daily(world.registry)
        done = await only(world)
        assert (done.state, done.watermark) == ("reported", done.midnight) and done.counts and done.deposit_id
        document = agent.opened(tmp_path / "opened", f"example_{done.day}_full_S1_R0")
        assert done.deposit_id.encode() in document and b"<epp:extURI>" in document
        assert list(agent.rri.reports) == [("example", done.deposit_id)]


async def test_a_process_that_ends_without_a_word_is_tried_again(
    clone: Clone, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with housed(clone, clock, people, tmp_path, NAMEHOUSE_NOTHING="x") as (world, _):
        with pytest.raises(RuntimeError, match="ended with 1"):
            await deposit_daily(world.registry)
        held = await only(world)
        assert (held.state, held.stopped) == ("rendering", False) and held.retry_at


def test_who_makes_a_deposit_ends_with_whoever_wanted_it() -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with socket.create_server(("127.0.0.1", 0)) as silent:  # a database that never answers
        url = f"postgresql://127.0.0.1:{silent.getsockname()[1]}/nowhere"
        command, there = [sys.executable, "-m", "namehouse.making"], {**os.environ, "DATABASE_URL": url}
        with subprocess.Popen(command, env=there, **pipes) as process:
            process.stdin.write(json.dumps({"number": 1, "greeting": ""}).encode() + b"\n")
            process.stdin.flush()
            taken, _ = silent.accept()
            with taken:
                assert process.poll() is None
                process.stdin.close()
                assert (process.wait(20), process.stdout.read(), process.stderr.read()) == (1, b"", b"")


def test_it_is_set_up_as_the_worker_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMEHOUSE_DATABASE_URL", "postgresql://elsewhere/")
    settings = load({"DATABASE_URL": "postgresql://here/"})
    environment = apart(settings, tmp_path / "namehouse.toml")._environment
    assert environment[CONFIG_VARIABLE] == str(tmp_path / "namehouse.toml")
    assert (
        load({key: value for key, value in environment.items() if key == "DATABASE_URL"}).database == settings.database
    )
    assert "NAMEHOUSE_DATABASE_URL" not in environment
