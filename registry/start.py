"""Opening the registry in a process: its pool, what it knows of policies and registrars kept fresh, its row among the workers,
its log; and closing it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from registry.actions.command_log import CommandLog
from registry.actions.worker import BEAT_SECONDS, beat, end_worker, start_worker
from registry.clock import Clock, SystemClock
from registry.context import Door, Registry, Transactions
from registry.settings import Settings
from registry.store import accreditations, idn_tables, notices, rates, registrars, tlds
from registry.store.pool import Store
from registry.trademarks import Trademarks

log = logging.getLogger(__name__)

# News of policies and registrars come by announcement; this is for the one that nobody heard.
RELOAD_SECONDS: Final = 60.0
RECONNECT_SECONDS: Final = 2.0


class OpenRegistry:
    """A registry at work in this process; `close` ends what `open_registry` began."""

    def __init__(self, registry: Registry, worker_id: int, url: str, door: Door) -> None:
        self.registry = registry
        self.worker_id = worker_id
        self.commands = CommandLog(registry.store)
        self._url = url
        self._door = door
        works = (self._keep_known(), self._keep_alive(), self.commands.run())
        self._tasks = [asyncio.create_task(work) for work in works]

    async def close(self) -> None:
        """The last lines of the log, no more heartbeat, no more connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.commands.close()
        try:
            await end_worker(self.registry.store, self.worker_id)
        except Exception:
            log.exception("worker %d could not take its leave; others will notice", self.worker_id)
        await self.registry.store.close()

    async def _keep_known(self) -> None:
        """Read again whenever something is announced, when the announcements were out of reach, and now and then."""
        while True:
            try:
                async with notices.listening(self._url, notices.POLICY, notices.REGISTRAR) as news:
                    while True:
                        await self._read()
                        await news.wait(RELOAD_SECONDS)
            except notices.Lost:
                log.warning("announcements of policies and registrars are out of reach; trying again")
            except Exception:
                log.exception("policies and registrars could not be read; what is known stays")
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _read(self) -> None:
        store = self.registry.store
        book = await store.reading(tlds.book)
        # Tables after the policies that name them: a table is imported before it is named.
        self.registry.tables = await store.reading(lambda db: idn_tables.book(db, self.registry.tables))
        self.registry.book = book
        self.registry.standings = dict(await store.reading(registrars.not_active))
        self.registry.takes_contacts = await store.reading(accreditations.take_contacts)
        self.registry.rates.replace(await store.reading(rates.every))

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                dead = await beat(self.registry.store, self.worker_id, self.registry.clock.now(), self._door)
                if dead:
                    log.warning("workers %s were not seen any more; their sessions are over", dead)
            except Exception:
                log.exception("worker %d could not show that it lives", self.worker_id)


async def open_registry(
    url: str,
    settings: Settings,
    door: Door,
    *,
    check: Callable[[str], Awaitable[None]],
    clock: Clock | None = None,
) -> OpenRegistry:
    """The registry on the database at `url`, open for this process.

    `check` raises when the database has not the schema that this code knows (schemas.migrate.check); so does this.
    """
    await check(url)
    trademarks = Trademarks.of(settings.tmch)
    clock = clock or SystemClock()
    store = await Store.connect(url, settings.database.pool, f"namehouse {door}")
    try:
        book = await store.reading(tlds.book)
        tables = await store.reading(idn_tables.book)
        standings = dict(await store.reading(registrars.not_active))
        takes_contacts = await store.reading(accreditations.take_contacts)
        limits = await store.reading(rates.every)
        worker_id = await start_worker(store, clock, door)
    except BaseException:
        await store.close()
        raise
    registry = Registry(store, clock, book, Transactions(worker_id), settings.repository_id, standings=standings)
    registry.tables = tables
    registry.takes_contacts = takes_contacts
    registry.rates.replace(limits)
    registry.trademarks = trademarks
    return OpenRegistry(registry, worker_id, url, door)
