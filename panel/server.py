"""The panel's process: one loop, one registry, one engine, one WSGI port."""

import secrets
from contextlib import AsyncExitStack
from dataclasses import replace

from mail.catching import catches
from panel.app import create_app
from panel.bridge import Bridge
from panel.client_contacts import gateway
from panel.database import Database
from panel.kit.attached.scanning import Clamd
from registry.settings import Settings
from registry.start import OpenRegistry, open_registry
from schemas import migrate
from wire import listen, loop


class _Process:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: OpenRegistry | None = None
        self._database: Database | None = None
        self._ways = AsyncExitStack()

    async def start(self) -> None:
        import asyncio

        settings = self._settings
        url = settings.database.url
        panel = (
            settings.panel if settings.panel.secret_key else replace(settings.panel, secret_key=secrets.token_hex(32))
        )
        self._opened = await open_registry(url, settings, "panel", check=migrate.check)
        self._opened.registry.messenger = await self._ways.enter_async_context(gateway.opened(settings))
        self._opened.registry.scanner = Clamd.of(settings.panel)
        self._database = Database.open(url, settings.database.pool)
        bridge, caught = Bridge(asyncio.get_running_loop()), catches(settings)
        app = create_app(self._opened.registry, self._database, bridge, panel, catches_mail=caught)
        await listen.serve_wsgi(app.wsgi_app, panel.host, panel.port, threads=panel.threads, proxies=panel.proxies)
        await listen.serve_metrics(settings.metrics.host, settings.metrics.panel)

    async def stop(self) -> None:
        await self._ways.aclose()
        if self._database:
            await self._database.close()
        if self._opened:
            await self._opened.close()


def run(settings: Settings) -> None:
    """Serve until told to stop; `settings.database.url` names the database."""
    process = _Process(settings)
    loop.run(process.start, process.stop, settings.shutdown_grace)
