"""Running timetables: PgQueuer keeps the hours, and sees to it that each run is one worker's.

Of PgQueuer this uses the scheduler: one row a line, picked with SKIP LOCKED, with a heartbeat while a run lasts. A run that
was missed while no worker was there is made up for once, when one comes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from pgqueuer.core.sm import SchedulerManager
from pgqueuer.domain.models import Schedule
from prometheus_client import Counter, Gauge, Histogram

from registry.clock import stopwatch
from registry.context import Registry
from registry.jobs.timetable import Line
from registry.store.queue import QueueLost, queue

log = logging.getLogger(__name__)

SECONDS: Final = Histogram(
    "namehouse_job_seconds", "How long runs of a job took.", ("job",), buckets=(0.01, 0.1, 1, 10, 60, 600, 3600)
)
FAILURES: Final = Counter("namehouse_job_failures", "Runs of a job that failed.", ("job",))
SUCCEEDED: Final = Gauge("namehouse_job_succeeded_timestamp_seconds", "When a job last ran to its end.", ("job",))

RECONNECT_SECONDS: Final = 2.0

Failed = Callable[[Registry, str], Awaitable[None]]


class Runner:
    """Runs the lines of timetables until it is stopped; `failed` is told the name of a job that did not come to its end."""

    def __init__(self, registry: Registry, url: str, timetable: Iterable[Line], failed: Failed | None = None) -> None:
        self._registry = registry
        self._url = url
        self._timetable = tuple(timetable)
        self._failed = failed
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until `stop`; then the runs that have begun come to their end."""
        while not self._stopping.is_set():
            try:
                async with queue(self._url) as queries:
                    manager = SchedulerManager(queries)
                    manager.shutdown = self._stopping
                    for line in self._timetable:
                        manager.schedule(line.name, line.cron)(self._run_of(line))
                    await manager.run()
            except QueueLost:
                log.warning("the timetable is out of reach; trying again")
                await self._pause()

    async def stop(self, grace: float = 0) -> None:
        """Begin no more runs; `run` returns when those that have begun are over, however long that takes."""
        self._stopping.set()

    def _run_of(self, line: Line) -> Callable[[Schedule], Awaitable[None]]:
        async def run(schedule: Schedule) -> None:
            await run_job(self._registry, line, self._failed)

        return run

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(RECONNECT_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            pass


async def run_job(registry: Registry, line: Line, failed: Failed | None = None) -> bool:
    """Run a job once, measured; whether it came to its end. What goes wrong is told, and the next run may do better."""
    began = stopwatch()
    try:
        await line.job(registry)
    except Exception:
        FAILURES.labels(line.name).inc()
        log.exception("the job %s failed", line.name)
        if failed is not None:
            await _told(registry, line.name, failed)
        return False
    finally:
        SECONDS.labels(line.name).observe(stopwatch() - began)
    SUCCEEDED.labels(line.name).set(registry.clock.now().timestamp())
    return True


async def _told(registry: Registry, name: str, failed: Failed) -> None:
    try:
        await failed(registry, name)
    except Exception:
        log.exception("nobody could be told that the job %s failed", name)
