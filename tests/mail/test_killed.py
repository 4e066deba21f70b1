"""A worker that is killed at any moment loses no mail, and sends none twice but what a server took while it died."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from mail.outbox import Mail, Recipient, queue_mail
from registry.clock import SystemClock
from tests.mail.server import MailServer, mail_server
from tests.world import Clone, open_world

ROOT = Path(__file__).parents[2]
MAILS, KILLS, CONNECTIONS = 150, 3, 3


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_worker_that_is_killed_loses_nothing_and_what_may_be_doubled_is_recognised(
    clone: Clone, clock, tmp_path
) -> None:
    world = await open_world(await clone.store(), clock)
    drawn = random.Random(20261128)
    now = SystemClock().now()

    async def all_of_them(db) -> None:
        for number in range(MAILS):
            await queue_mail(db, Mail("system.test", Recipient(f"u{number}@one.example"), {"by": str(number)}), now)

    await world.store.transaction(all_of_them)
    async with mail_server() as server:
        for _ in range(KILLS):
            await _killed_after(drawn.randint(1, MAILS // KILLS // 2), server, clone, tmp_path)
            # as if the leases of the dead had ended
            await world.fetch("UPDATE mail.message SET due_at = due_at - interval '1 day' WHERE state = 'sending'")
        assert len(server.envelopes) < MAILS
        worker = await _worker(server, clone, tmp_path)
        while await world.fetch("SELECT FROM mail.message WHERE state <> 'sent' LIMIT 1"):
            assert worker.returncode is None
            await asyncio.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(worker.wait(), 30) == 0
    rows = await world.fetch("SELECT message_id, doubtful FROM mail.message")
    times = Counter(server.ids())
    assert set(times) == {row["message_id"] for row in rows}, "nothing is lost"
    doubtful = {row["message_id"] for row in rows if row["doubtful"]}
    assert {each for each, count in times.items() if count > 1} <= doubtful, "nothing is sent twice without a doubt"
    assert len(doubtful) <= KILLS * CONNECTIONS
    assert max(times.values()) <= 1 + KILLS
    for each in doubtful:
        assert len({taken.as_bytes() for taken in server.taken() if taken["Message-ID"] == each}) == 1, (
            "it is the same mail"
        )


async def _killed_after(mails: int, server: MailServer, clone: Clone, folder: Path) -> None:
    worker = await _worker(server, clone, folder)
    wanted = len(server.envelopes) + mails
    while len(server.envelopes) < wanted:
        assert worker.returncode is None
        await asyncio.sleep(0.001)
    worker.kill()
    await worker.wait()


async def _worker(server: MailServer, clone: Clone, folder: Path) -> asyncio.subprocess.Process:
    """`namehouse worker`, as it is run in earnest."""
    environment = {
        **os.environ,
        "DATABASE_URL": clone.url,
        "NAMEHOUSE_VAR": str(folder / "var"),
        "NAMEHOUSE_METRICS_WORKER": "0",
        "NAMEHOUSE_MAIL_HOST": "127.0.0.1",
        "NAMEHOUSE_MAIL_PORT": str(server.port),
        "NAMEHOUSE_MAIL_SECURITY": "none",
        "NAMEHOUSE_MAIL_SENDER": "noreply@house.example",
        "NAMEHOUSE_MAIL_CONNECTIONS": str(CONNECTIONS),
    }
    with (folder / "worker.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "namehouse", "worker", cwd=ROOT, env=environment, stdout=log, stderr=log
        )
