"""Opening the registry in a process: its pool, what it knows of policies and registrars kept fresh, its row among the workers,
its log; and closing it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final

from registry.actions.command_log import CommandLog
from registry.actions.worker import BEAT_SECONDS, beat, end_worker, start_worker
from registry.clock import Clock, SystemClock
from registry.context import Door, Registry, Transactions
from registry.model.ahead import Ahead
from registry.model.keeping import Kept
from registry.settings import Epp, Panel, Settings, SettingsError
from registry.store import accreditations, idn_tables, notices, query_tallies, rates, registrars, tlds, workers
from registry.store.pool import StandbyStore, Store
from registry.tally import TALLY_SECONDS
from registry.trademarks import Trademarks

log = logging.getLogger(__name__)

# News of policies and registrars come by announcement; this is for the one that nobody heard.
RELOAD_SECONDS: Final = 60.0
RECONNECT_SECONDS: Final = 2.0
# A standby hears nothing itself and follows a moment after the announcement, which may be heard too early.
STANDBY_RELOAD_SECONDS: Final = 5.0
# How long a process that can do without the primary waits for it.
PRIMARY_SECONDS: Final = 5.0


class OpenRegistry:
    """A registry at work in this process; `close` ends what `open_registry` began.

    `end_sessions` is told the numbers of this process's sessions that somebody ended from outside, perhaps more than once.
    Where the registry reads from a standby, `primary` is the pool of what the process writes of itself. `worker_id` is 0 while
    the primary has not been met yet.
    """

    def __init__(self, registry: Registry, worker_id: int, url: str, door: Door, primary: Store | None = None) -> None:
        self.registry = registry
        self.worker_id = worker_id
        self.commands = CommandLog(registry.store)
        self.end_sessions: Callable[[Sequence[int]], None] | None = None
        self._url = url
        self._door = door
        self._primary = primary or registry.store
        self._reload = STANDBY_RELOAD_SECONDS if primary else RELOAD_SECONDS
        works = (self._keep_known(), self._keep_alive(), self._keep_tally(), self.commands.run())
        self._tasks = [asyncio.create_task(work) for work in works]

    @property
    def primary(self) -> Store:
        """Where this process may write of itself, while it can be reached."""
        return self._primary

    @property
    def _reads_a_standby(self) -> bool:
        return self._primary is not self.registry.store

    async def close(self) -> None:
        """The last lines of the log, the last of the tally, no more heartbeat, no more connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.commands.close()
        await self._write_tally()
        try:
            async with asyncio.timeout(PRIMARY_SECONDS if self._reads_a_standby else None):
                await end_worker(self._primary, self.worker_id, self.registry.clock.now())
        except Exception as error:
            self._tell("worker %d could not take its leave; others will notice", error)
        if self._reads_a_standby:
            await self._primary.close()
        await self.registry.store.close()

    async def _keep_tally(self) -> None:
        while True:
            await asyncio.sleep(TALLY_SECONDS)
            await self._write_tally()

    async def _write_tally(self) -> None:
        """Add what was counted to what the primary knows; what it does not take waits here."""
        counts = self.registry.tally.take()
        if not counts:
            return
        try:
            async with asyncio.timeout(PRIMARY_SECONDS if self._reads_a_standby else None):
                await self._primary.reading(lambda db: query_tallies.add(db, counts))
        except BaseException as error:
            # Whether it was written is unknown: a few queries counted twice are better than a day's that are lost.
            self.registry.tally.give_back(counts)
            if not isinstance(error, Exception):
                raise
            self._tell("worker %d could not write how often it was asked", error)

    def _tell(self, text: str, error: Exception) -> None:
        """A primary that is away is a failure, but to those who can do without it."""
        if self._reads_a_standby:
            log.warning(f"{text} (%s)", self.worker_id, str(error) or type(error).__name__)
        else:
            log.error(text, self.worker_id, exc_info=error)

    async def _keep_known(self) -> None:
        """Read again whenever something is announced, when the announcements were out of reach, and now and then."""
        while True:
            try:
                async with notices.listening(self._url, notices.POLICY, notices.REGISTRAR, notices.SESSION) as news:
                    while True:
                        await self._read()
                        await news.wait(self._reload)
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
        self.registry.pays_otherwise = frozenset(await store.reading(accreditations.pay_otherwise))
        self.registry.rates.replace(await store.reading(rates.every))
        if self.end_sessions is not None:
            self.end_sessions(await store.reading(lambda db: workers.ended_of(db, worker_id=self.worker_id)))

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                if not self.worker_id:
                    self.worker_id = await start_worker(self._primary, self.registry.clock, self._door)
                dead = await beat(self._primary, self.worker_id, self.registry.clock.now(), self._door)
                if dead:
                    log.warning("workers %s were not seen any more; their sessions are over", dead)
            except Exception as error:
                self._tell("worker %d could not show that it lives", error)


async def open_registry(
    url: str,
    settings: Settings,
    door: Door,
    *,
    check: Callable[[str], Awaitable[None]],
    clock: Clock | None = None,
    standby: str = "",
) -> OpenRegistry:
    """The registry on the database at `url`, open for this process.

    With `standby` it reads there and starts even while `url` is away; it must not write then, but for its row among the workers
    and its tally.
    `check` raises when the database has not the schema that this code knows (schemas.migrate.check); so does this.
    """
    await check(standby or url)
    kept = kept_by(settings.panel)
    trademarks = Trademarks.of(settings.tmch)
    clock = clock or SystemClock()
    kind = StandbyStore if standby else Store
    store: Store = await kind.connect(standby or url, settings.database.pool, f"namehouse {door}")
    primary = await Store.connect(url, 1, f"namehouse {door}", least=0) if standby else None
    try:
        book = await store.reading(tlds.book)
        tables = await store.reading(idn_tables.book)
        standings = dict(await store.reading(registrars.not_active))
        takes_contacts = await store.reading(accreditations.take_contacts)
        pays_otherwise = frozenset(await store.reading(accreditations.pay_otherwise))
        limits = await store.reading(rates.every)
        worker_id = await (_started_if_met(primary, clock, door) if primary else start_worker(store, clock, door))
    except BaseException:
        await store.close()
        if primary:
            await primary.close()
        raise
    registry = Registry(store, clock, book, Transactions(worker_id), settings.repository_id, standings=standings)
    registry.primary = primary
    registry.tables = tables
    registry.takes_contacts = takes_contacts
    registry.pays_otherwise = pays_otherwise
    registry.rates.replace(limits)
    registry.trademarks = trademarks
    registry.ahead = _ahead(settings.epp)
    registry.mails_kept = timedelta(days=settings.mail.kept_days)
    registry.kept = kept
    days = settings.panel.deleted_clients_kept_days
    registry.deleted_kept = timedelta(days=days) if days else None
    return OpenRegistry(registry, worker_id, url, door, primary)


def kept_by(settings: Panel) -> Kept:
    """How long what people did is kept. Raises SettingsError for what is shorter than anything is."""
    kept = Kept(
        settings.sign_ins_kept_days,
        settings.refusals_kept_days,
        settings.changes_kept_days,
        settings.money_changes_kept_days,
    )
    if problems := kept.problems():
        raise SettingsError(problems)
    return kept


def _ahead(settings: Epp) -> Ahead:
    return Ahead(
        certificate=settings.certificate_warning_days,
        password=settings.password_warning_days,
        password_life=settings.password_days,
        policy=settings.policy_notice_days,
    )


async def _started_if_met(primary: Store, clock: Clock, door: Door) -> int:
    """The number of this process; 0 when the primary is away."""
    try:
        async with asyncio.timeout(PRIMARY_SECONDS):
            return await start_worker(primary, clock, door)
    except Exception as error:
        log.warning("the primary is away; reading from the standby goes on (%s)", str(error) or type(error).__name__)
        return 0
