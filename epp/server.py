"""The EPP server as a process: the registry opened, the port shared with other workers, the end in good order."""

import logging
import os
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from epp.journal import Journal
from epp.session import Session, service
from registry.settings import Settings
from registry.start import OpenRegistry, open_registry
from schemas import migrate
from wire import loop
from wire.limits import Limits
from wire.listen import serve_metrics, serve_sessions
from wire.shell import Bounds, Peer
from wire.shell import Session as WireSession
from wire.tls import server_context

log: Final = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Serve until SIGTERM; `settings.database.url` names the database. Leaves with exit code 1 if it cannot start."""
    loop.install()
    server = Server(settings)
    loop.run(server.start, server.stop, settings.shutdown_grace)


class Server:
    """One worker: any number of them share the port."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: OpenRegistry | None = None

    async def start(self) -> None:
        settings, epp = self._settings, self._settings.epp
        hosts = (epp.host, *epp.more_hosts)
        tls = server_context(settings.tls.certificate, settings.tls.key)
        opened = await open_registry(settings.database.url, settings, "epp", check=migrate.check)
        self._opened = opened
        shared = service(opened.registry, epp, opened.worker_id, Journal(opened.commands))

        opened.end_sessions = shared.end_sessions

        def new_session(peer: Peer) -> Session:
            return Session(shared, peer)

        await self._show_metrics()
        await serve_sessions(
            new_session,
            hosts,
            epp.port,
            tls=tls,
            limits=Limits(epp.connections, epp.strangers),
            known=_is_registrar,
            bounds=Bounds(lifetime=epp.session_timeout),
            proxies=epp.proxies,
        )
        log.info("EPP worker %d listens on %s port %d", opened.worker_id, ", ".join(hosts), epp.port)

    async def stop(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    async def _show_metrics(self) -> None:
        """Workers that share the port share the metrics too, through the library's directory where one is set."""
        metrics = self._settings.metrics
        collected = REGISTRY
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            collected = CollectorRegistry()
            MultiProcessCollector(collected)  # type: ignore[no-untyped-call]
        await serve_metrics(metrics.host, metrics.epp, registry=collected, reuse_port=True)


def _is_registrar(session: WireSession[bytes]) -> bool:
    assert isinstance(session, Session)
    return session.known
