"""The worker as a process: it makes what is due true in the tables, shows how it goes, and stops when asked."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.request import urlopen

import pytest

from registry.clock import FakeClock, SystemClock
from tests.world import Clone, open_world

pytestmark = pytest.mark.story


@asynccontextmanager
async def worker(url: str, port: int, folder: object) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "NAMEHOUSE_METRICS_WORKER": str(port),
        "NAMEHOUSE_VAR": str(folder),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "namehouse", "worker", env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def metrics(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return answer.read().decode()


async def until(true, seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.1)


async def test_a_worker_keeps_the_months_shows_its_metrics_and_leaves_when_asked(clone: Clone, tmp_path) -> None:
    world = await open_world(await clone.store(), FakeClock(SystemClock().now()))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with worker(clone.url, port, tmp_path) as process:

        async def at_work() -> bool:
            assert process.returncode is None, (await process.stderr.read()).decode()
            rows = await world.fetch("SELECT FROM jobs.pgqueuer_schedules")
            return len(rows) > 3

        await until(at_work)
        month = f"{world.clock.now():history_%Y_%m}"
        (row,) = await world.fetch("SELECT to_regclass($1) AS there", f"registry.{month}")
        assert row["there"]
        assert [row["door"] for row in await world.fetch("SELECT door FROM registry.worker")] == ["job"]

        async def shown() -> bool:
            try:
                return 'namehouse_job_seconds_count{job="keep_partitions"}' in await asyncio.to_thread(metrics, port)
            except OSError:
                return False

        await until(shown)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0
    assert await world.fetch("SELECT FROM registry.worker") == []
