"""A deposit whose makers are killed, as the kernel kills: wherever it was, the next who comes brings it on."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from registry.clock import FakeClock, SystemClock
from registry.model.deposit import Deposit
from registry.store import deposits
from tests.rde.agent import Agent, depositing
from tests.rde.conftest import Person
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow

NAMEHOUSE = Path(sys.executable).with_name("namehouse")


def any_below(folder: Path, pattern: str) -> bool:
    return any(folder.glob(pattern))


# When the process is killed: as soon as this is to be seen of its work.
MOMENTS: dict[str, Callable[[Agent], bool]] = {
    "written": lambda agent: any_below(agent.escrow.folder, ".spool-*/*"),
    "sealed": lambda agent: any_below(agent.escrow.folder, ".*.sealing/*.ryde"),
    "signed": lambda agent: any_below(agent.escrow.folder, "*.sig"),
    "brought": lambda agent: any_below(agent.sftp.folder / "in", "*.ryde*"),
    "reported": lambda agent: bool(agent.rri.reports),
}


@pytest.mark.parametrize("moment", MOMENTS)
async def test_whoever_is_killed_leaves_a_deposit_that_the_next_one_brings_on(
    clone: Clone, clock: FakeClock, people: dict[str, Person], tmp_path: Path, moment: str
) -> None:
    now = SystemClock().now()
    clock.move_to(now)
    world = await open_world(await clone.store(), clock)
    await world.store.transaction(
        lambda db: db.execute("UPDATE registry.policy SET valid_from = $1", now - timedelta(days=1))
    )
    async with depositing(world, tmp_path, people) as agent:
        assert await killed(agent, clone, MOMENTS[moment])
        assert await finished(agent, clone) == 0
        (deposit,) = await every(world)
        assert (deposit.state, deposit.revision) == ("reported", 0)
        stem = f"{deposit.name.removesuffix('_R0')}_S1_R0"
        assert agent.received() == [f"{stem}.ryde", f"{stem}.sig"]
        assert deposit.deposit_id and deposit.deposit_id.encode() in agent.opened(tmp_path / "opened", stem)
        assert list(agent.rri.reports) == [("example", deposit.deposit_id)]
        left = [path.name for path in agent.escrow.folder.iterdir() if path.name.startswith(".")]
        assert left == [], "what the dead left is swept"


async def every(world: World) -> list[Deposit]:
    return await world.store.reading(
        lambda db: deposits.since(db, "example", (world.clock.now() - timedelta(days=9)).date(), 9)
    )


async def started(agent: Agent, clone: Clone) -> asyncio.subprocess.Process:
    environment = {**os.environ, **agent.environment, "DATABASE_URL": clone.url}
    return await asyncio.create_subprocess_exec(
        NAMEHOUSE, "rde", "run", "--tld", "example", env=environment, stdout=asyncio.subprocess.DEVNULL
    )


async def killed(agent: Agent, clone: Clone, come: Callable[[Agent], bool]) -> bool:
    """Whether it died by our hand, and not of its own accord before."""
    process = await started(agent, clone)
    while process.returncode is None and not come(agent):  # noqa: ASYNC110  # what it does is seen in its files alone
        await asyncio.sleep(0.001)
    if process.returncode is None:
        process.kill()
    return await process.wait() == -signal.SIGKILL


async def finished(agent: Agent, clone: Clone) -> int:
    return await (await started(agent, clone)).wait()
