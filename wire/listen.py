"""Ports: sessions, HTTP, WSGI applications and metrics, each with one orderly stop."""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeVar

from prometheus_client import REGISTRY, CollectorRegistry
from twisted.internet import protocol, tcp
from twisted.protocols.tls import BufferingTLSTransport, TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from twisted.python.failure import Failure

from wire import loop
from wire.addresses import Networks, place_of
from wire.limits import Full, Guests, Limits
from wire.ports import BUFFERS, PromptTransport, accept_few_at_once, opened
from wire.proxy import Announced
from wire.shell import Bounds, NewSession, Session, Shell
from wire.tls import ServerContext
from wire.web import BoundedSite, HttpAnswer, WSGIApplication, http_site, metrics_site, wsgi_site

log = logging.getLogger(__name__)

R = TypeVar("R")

TICK = 1.0  # seconds between two looks at the timers of all connections


class Listening:
    """An open port; the end of the process stops it too."""

    def __init__(self, ports: Sequence[Any], drain: Callable[[float], Awaitable[None]]) -> None:
        self._listening = ports
        self._drain = drain
        self._stopped: asyncio.Future[None] | None = None
        self._forget = loop.before_stop(self.stop)
        self.port: int = ports[0].getHost().port

    async def stop(self, grace: float = 10.0) -> None:
        """Accept no more; answer what was received, for at most `grace` seconds; close."""
        if self._stopped is None:
            self._forget()
            self._stopped = asyncio.ensure_future(self._stop(grace))
        await asyncio.shield(self._stopped)

    async def _stop(self, grace: float) -> None:
        for port in self._listening:
            await port.stopListening().asFuture(asyncio.get_running_loop())
        await self._drain(grace)


async def serve_sessions(
    new_session: NewSession[R],
    hosts: str | Sequence[str],
    port: int,
    *,
    tls: ServerContext | None = None,
    limits: Limits | None = None,
    known: Callable[[Session[R]], bool] = lambda session: False,
    bounds: Bounds | None = None,
    proxies: Sequence[str] = (),
    reuse_port: bool = True,
) -> Listening:
    """Hold a conversation with everybody who connects to one of the hosts; with `reuse_port` several processes may share
    the port.

    `limits` bounds all connections, and those from one place whose session is not `known` yet. With `proxies` (networks,
    CIDR) only these may connect, and each of their connections has to begin with a header of the PROXY protocol.
    """
    sessions = _Sessions(new_session, limits or Limits(), known, bounds or Bounds())
    # not Twisted's buffering kind of TLS: it holds each answer back for a turn of the loop, and ours are whole anyway
    factory = _secured(sessions, tls, TLSMemoryBIOProtocol)
    if proxies:
        factory = sessions.announced = Announced(factory, Networks(proxies), sessions.guests.total)
    listening: list[Any] = []
    for host in (hosts,) if isinstance(hosts, str) else hosts:
        listening.append(await opened(host, port, factory, reuse_port=reuse_port, buffers=BUFFERS))
        # documented on Port: "if you wish to change the sort of transport that will be used"
        listening[-1].transport = PromptTransport
        accept_few_at_once(listening[-1])
        port = port or listening[0].getHost().port
    sessions.watch()
    return Listening(listening, sessions.drain)


async def serve_wsgi(
    application: WSGIApplication,
    host: str,
    port: int,
    *,
    threads: int = 8,
    tls: ServerContext | None = None,
    limits: Limits | None = None,
    body: int = 32 * 1024 * 1024,
    proxies: Sequence[str] = (),
    reuse_port: bool = True,
) -> Listening:
    """Serve a WSGI application on `threads` threads of its own; a request body above `body` octets is refused (413).

    Give it about as many threads as its share of database connections: more would only wait there. What `proxies`
    (networks, CIDR) say in X-Forwarded-For and X-Forwarded-Proto is the application's REMOTE_ADDR and scheme; nobody else is
    believed.
    """
    site = wsgi_site(application, threads, body)
    return await _serve_site(site, host, port, tls, limits or Limits(), proxies=proxies, reuse_port=reuse_port)


async def serve_http(
    answer: HttpAnswer,
    host: str,
    port: int,
    *,
    tls: ServerContext | None = None,
    limits: Limits | None = None,
    body: int = 64 * 1024,
    proxies: Sequence[str] = (),
    reuse_port: bool = True,
) -> Listening:
    """Serve HTTP by one async function, without threads; a request body above `body` octets is refused (413).

    `proxies` as of `serve_wsgi`: what they say is the address and the scheme of an HttpRequest.
    """
    site = http_site(answer, body)
    return await _serve_site(site, host, port, tls, limits or Limits(), proxies=proxies, reuse_port=reuse_port)


async def serve_metrics(
    host: str, port: int, *, registry: CollectorRegistry = REGISTRY, reuse_port: bool = False
) -> Listening:
    """Show the process's metrics to Prometheus at /metrics; never on an address strangers reach.

    Processes that share the port should share what they show, too (prometheus_client's multiprocess mode).
    """
    return await _serve_site(
        metrics_site(registry), host, port, None, Limits(total=50, per_address=0), reuse_port=reuse_port
    )


async def _serve_site(
    site: BoundedSite,
    host: str,
    port: int,
    tls: ServerContext | None,
    limits: Limits,
    *,
    proxies: Sequence[str] = (),
    reuse_port: bool,
) -> Listening:
    site.limits, site.proxies = limits, Networks(proxies)
    listening = await opened(host, port, _secured(site, tls, BufferingTLSTransport), reuse_port=reuse_port)
    listening.transport = partial(_CountedTransport, limits)
    return Listening((listening,), site.drain)


class _CountedTransport(tcp.Server):
    """Gives its place back when it closes."""

    hostname: str

    def __init__(self, limits: Limits, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._limits = limits

    def connectionLost(self, reason: Failure) -> None:
        super().connectionLost(reason)
        self._limits.release(self.hostname)


class _Sessions(protocol.ServerFactory, Generic[R]):
    """Builds a shell per connection and looks after all of them with one timer."""

    noisy = False

    def __init__(
        self, new_session: NewSession[R], limits: Limits, known: Callable[[Session[R]], bool], bounds: Bounds
    ) -> None:
        self._new_session = new_session
        self.guests: Guests[Shell[R]] = Guests(
            limits.total,
            limits.per_address,
            lambda shell: shell.session is not None and known(shell.session),
        )
        self.announced: Announced | None = None  # stands before us where proxies do
        self._bounds = bounds
        self._shells: dict[Shell[R], bytes] = {}
        self._empty: asyncio.Event = asyncio.Event()
        self._empty.set()
        self._timer: asyncio.TimerHandle | None = None

    def buildProtocol(self, addr: Any) -> protocol.Protocol | None:
        shell = Shell(self._new_session, self._bounds, self._release)
        try:
            leaving = self.guests.enter(shell, addr.host)
        except Full:
            return None  # Twisted closes the socket: nothing was spent on it
        self._shells[shell] = place_of(addr.host)
        self._empty.clear()
        if leaving is not None:
            leaving.abort()
        return shell

    def _release(self, shell: Shell[R]) -> None:
        self.guests.leave(shell, self._shells.pop(shell))
        if not self._shells:
            self._empty.set()

    def watch(self) -> None:
        running = asyncio.get_running_loop()
        now = running.time()
        for shell in list(self._shells):
            shell.inspect(now)
        self._timer = running.call_later(TICK, self.watch)

    async def drain(self, grace: float) -> None:
        if self.announced is not None:
            self.announced.abort()
        workers = {shell.worker for shell in self._shells if shell.worker is not None}
        for shell in list(self._shells):
            shell.finish("stopped")
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                if workers:
                    await asyncio.wait(workers)
                for shell in list(self._shells):
                    shell.hang_up()
                await self._empty.wait()
        if self._shells:
            log.warning("%d connections did not end in time and are dropped", len(self._shells))
        for shell in list(self._shells):
            shell.cancel()
        if late := {worker for worker in workers if not worker.done()}:
            await asyncio.wait(late, timeout=2.0)
        if self._timer is not None:
            self._timer.cancel()


class _Secured(TLSMemoryBIOFactory):
    """TLS around another factory that may refuse a connection."""

    def buildProtocol(self, addr: Any) -> Any:
        inner = self.wrappedFactory.buildProtocol(addr)
        return None if inner is None else self.protocol(self, inner)


def _secured(factory: Any, tls: Any, kind: type[TLSMemoryBIOProtocol]) -> Any:
    # factories and contexts say what they are by zope.interface, which mypy does not read: hence Any
    if tls is None:
        return factory
    secured = _Secured(tls, False, factory)
    secured.protocol = kind
    return secured
