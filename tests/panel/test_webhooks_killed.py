"""A worker that is killed at any moment loses nothing that webhooks are to be told, and doubles nothing but under one number."""

import asyncio
import os
import random
import signal
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from panel.accounts import ensure_account
from panel.identity.sealing import Seal
from panel.webhooks.signing import drawn_secret, owner_of_secret
from registry.actions.domain_create import domain_create
from registry.requests.domain import DomainCreate
from tests.panel.house import PASSWORD
from tests.panel.receiver import Receiver, secured
from tests.world import Clone, open_world

ROOT = Path(__file__).parents[2]
NAMES, KILLS = 60, 2


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.feature("ARC-01")
async def test_a_worker_that_is_killed_loses_nothing_that_was_to_be_told(clone: Clone, clock, tmp_path) -> None:
    world, drawn = await open_world(await clone.store(), clock), random.Random(20261128)
    account = await ensure_account(world.registry, "shop", PASSWORD, "registrar", "alpha")
    receiver, (context, authority) = Receiver(), secured(tmp_path)
    receiver.secrets.append(drawn_secret())
    sealed = Seal.of("only for tests").close(receiver.secrets[0].encode(), owner_of_secret(account))
    world.clock.advance(seconds=1)  # what was before is not told
    async with receiver.serving(context) as address:
        await world.fetch(
            """INSERT INTO panel.webhook (account_id, name, url, events, secret, made_at, state_at)
               VALUES ($1, 'shop', $2, '{domain.created,money.booked}', $3, $4, $4)""",
            account,
            address.replace("127.0.0.1", "localhost"),
            sealed,
            world.clock.now(),
        )
        names = {f"told-{number}.example" for number in range(NAMES)}
        work = asyncio.gather(*(domain_create(world.as_("alpha"), DomainCreate(name)) for name in names))
        for _ in range(KILLS):
            worker = await _worker(authority, clone, tmp_path)
            wanted = len(receiver.got) + drawn.randint(1, NAMES // KILLS)
            while len(receiver.got) < wanted:
                assert worker.returncode is None
                await asyncio.sleep(0.001)
            worker.kill()
            await worker.wait()
            # as if the leases of the dead had ended
            await world.fetch("UPDATE panel.webhook SET leased_until = NULL")
        await work
        worker = await _worker(authority, clone, tmp_path)
        while len({each.id for each in receiver.got}) < 2 * NAMES:
            assert worker.returncode is None
            await asyncio.sleep(0.05)
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(worker.wait(), 30) == 0
    assert await world.fetch("SELECT FROM panel.webhook_delivery WHERE state <> 'delivered'") == []
    bodies = defaultdict(set)
    for each in receiver.got:
        bodies[each.id].add(each.body)
    assert len(bodies) == 2 * NAMES and receiver.forged == [], "nothing is lost, and nothing has two numbers"
    assert all(len(each) == 1 for each in bodies.values()), "what is told again is the same"
    assert {each.data["name"] for each in receiver.got} == names


async def _worker(authority: Path, clone: Clone, folder: Path) -> asyncio.subprocess.Process:
    """`namehouse worker`, as it is run in earnest."""
    environment = {
        **os.environ,
        "DATABASE_URL": clone.url,
        "NAMEHOUSE_VAR": str(folder / "var"),
        "NAMEHOUSE_METRICS_WORKER": "0",
        "NAMEHOUSE_PANEL_SEAL_KEY": "only for tests",
        "NAMEHOUSE_PANEL_OUTWARD_NETWORKS": "127.0.0.0/8,::1/128",
        "NAMEHOUSE_PANEL_OUTWARD_CA": str(authority),
    }
    with (folder / "worker.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "namehouse", "worker", cwd=ROOT, env=environment, stdout=log, stderr=log
        )
