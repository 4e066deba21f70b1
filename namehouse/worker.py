"""The process of the jobs: `namehouse worker`."""

import logging
from contextlib import AsyncExitStack
from pathlib import Path

import click

from mail import jobs as mail_jobs
from mail.catching import CatchAll, catches
from mail.drain import Drain
from mail.sender import sender_of
from mail.smtp import SmtpWay
from namehouse.greeting import greeting_of
from namehouse.making import apart
from panel import jobs
from panel.client_contacts import gateway
from panel.identity.openid.telling import Telling
from panel.kit.attached.scanning import Clamd
from panel.service_levels.probing import Probing
from panel.telling.watching import job_failed
from panel.webhooks.sending import Sending
from rde import depository
from registry.context import Registry
from registry.jobs import TIMETABLE
from registry.jobs.keep_partitions import keep_partitions
from registry.jobs.runner import Runner, run_job
from registry.jobs.timetable import Line
from registry.settings import Settings
from registry.start import OpenRegistry, open_registry
from schemas import migrate
from tmch import client
from wire import listen, loop

log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Do the jobs that fall due until SIGTERM or SIGINT; runs that have begun come to their end."""
    context = click.get_current_context(silent=True)
    worker = _Worker(settings, context.find_root().params.get("config") if context else None)
    loop.run(worker.start, worker.stop, settings.shutdown_grace)


class _Worker:
    def __init__(self, settings: Settings, config: Path | None) -> None:
        self._settings = settings
        self._config = config
        self._opened: OpenRegistry | None = None
        self._ways = AsyncExitStack()

    async def start(self) -> None:
        settings = self._settings
        self._opened = await open_registry(settings.database.url, settings, "job", check=migrate.check)
        registry = self._opened.registry
        registry.clearinghouse = await self._ways.enter_async_context(client.opened(settings))
        way = depository.opened(registry, settings.escrow, greeting_of(settings), apart(settings, self._config))
        registry.depository = await self._ways.enter_async_context(way)
        registry.scanner = Clamd.of(settings.panel)
        registry.doors = Probing.of(settings)
        registry.messenger = await self._ways.enter_async_context(gateway.opened(settings))
        timetable = TIMETABLE + jobs.TIMETABLE + mail_jobs.TIMETABLE
        # The first worker on a new database finds the months missing; the sooner they are there, the less must move.
        await run_job(registry, Line(keep_partitions, every="hour"))
        registry.shown_certificates = (settings.tls.certificate,)
        runner = Runner(registry, settings.database.url, timetable, job_failed)
        loop.before_stop(runner.stop)
        loop.spawn(runner.run())
        self._begin_to_send(registry)
        for telling in (Telling.of(registry, settings.panel), Sending.of(registry, settings.panel)):
            loop.before_stop(telling.stop)
            loop.spawn(telling.run())
        await listen.serve_metrics(settings.metrics.host, settings.metrics.worker)
        log.info("worker %d keeps a timetable of %d jobs", self._opened.worker_id, len(timetable))

    def _begin_to_send(self, registry: Registry) -> None:
        """Without a mail server, mail stays in the outbox, or is caught."""
        settings = self._settings
        sender = sender_of(settings)
        caught = catches(settings)
        if settings.mail.host or caught:
            way = CatchAll(registry) if caught else SmtpWay(settings.mail, sender.domain)
            drain = Drain(registry, way, sender, settings.mail)
            loop.before_stop(drain.stop)
            loop.spawn(drain.run(settings.database.url))

    async def stop(self) -> None:
        await self._ways.aclose()
        if self._opened:
            await self._opened.close()
