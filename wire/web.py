"""What we ask of twisted.web: HTTP for asyncio, a WSGI container, a metrics page; with bounds and an orderly end."""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool
from twisted.web import http, resource, server
from twisted.web.wsgi import WSGIResource

from wire import loop
from wire.addresses import Networks
from wire.forwarded import Asker, asker
from wire.limits import Limits
from wire.tls import certificate_of

log = logging.getLogger(__name__)

# A target that says the whole URL goes before the Host header (RFC 9112, section 3.2.2).
_ABSOLUTE = re.compile(rb"(?i)https?://([^/?#]*)")

WSGIApplication = Callable[..., Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What was asked: path and query as sent (still percent-encoded), header names in lower case; a path begins with `/`,
    whichever form of target it came in.

    `address` and `secure` are the asker's, also behind a trusted proxy; `certificate` (DER) is what he showed us himself, over
    TLS that ends here.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)  # among them are credentials
    body: bytes = field(repr=False)
    address: str
    secure: bool
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What to say; Content-Length is ours to add, and a HEAD request is sent no body."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""


HttpAnswer = Callable[[HttpRequest], Awaitable[HttpResponse]]


class BoundedRequest(server.Request):
    """A request whose body has a limit, whatever its header promises; who asks may be told by a trusted proxy."""

    channel: Any  # the HTTPChannel, which the site gives its own attributes
    _body = 0
    _refused = False
    _asker: Asker | None = None

    def gotLength(self, length: int | None) -> None:
        super().gotLength(length)
        self._expect(length or 0)

    def handleContentChunk(self, data: bytes) -> None:
        self._body += len(data)
        self._expect(self._body)
        if not self._refused:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        if not self._refused:
            super().requestReceived(command, path, version)

    def process(self) -> None:
        site: BoundedSite = self.channel.site
        site.begun(self)
        if site.proxies:
            headers = (self.requestHeaders.getRawHeaders(f"x-forwarded-{name}", []) for name in ("for", "proto"))
            peer = super().getClientAddress().host
            self._asker = asker(peer, bool(super().isSecure()), site.proxies, *headers)
        super().process()

    def getClientAddress(self) -> Any:
        if self._asker is None:
            return super().getClientAddress()
        kind = IPv6Address if ":" in self._asker.address else IPv4Address
        return kind("TCP", self._asker.address, 0)  # nobody tells the port

    def isSecure(self) -> bool:
        return bool(super().isSecure()) if self._asker is None else self._asker.secure

    def setHeader(self, name: str | bytes, value: str | bytes) -> None:
        # Twisted names itself and its version in every answer: that is nobody's business
        if name not in (b"Server", b"server"):
            super().setHeader(name, value)

    def _expect(self, octets: int) -> None:
        if octets > self.channel.site.body and not self._refused:
            self._refused = True
            self.channel.transport.write(
                b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            )
            self.channel.loseConnection()


class BoundedChannel(http.HTTPChannel):
    """A connection that says so when a line is too long, where Twisted would hang up without a word."""

    transport: Any  # typed as far as it closes

    def lineLengthExceeded(self, line: bytes) -> None:
        self.transport.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        )
        self.loseConnection()


class BoundedSite(server.Site):
    """A site that counts its requests in work, so that it can end when they have."""

    noisy = False
    protocol: Any = BoundedChannel  # HTTP/1.1 alone: no wrapper that would change to another

    def __init__(self, root: Any, body: int, threads: ThreadPool | None = None) -> None:
        # form bodies are the application's to read: parsing them here too would cost memory and time twice
        super().__init__(root, BoundedRequest, parsePOSTFormSubmission=False, timeout=60)
        self.body = body
        self.limits = Limits()
        self.proxies = Networks(())
        self._threads = threads
        self._in_work = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def buildProtocol(self, addr: Any) -> Any:
        # a proxy connects for many: how many come from one place is its own business then
        admitted = self.limits.admit(addr.host, shared=addr.host in self.proxies)
        return super().buildProtocol(addr) if admitted else None

    def log(self, request: http.Request) -> None:
        """No access log here: applications log with what they know (user, request id)."""

    def begun(self, request: http.Request) -> None:
        self._in_work += 1
        self._idle.clear()
        request.notifyFinish().addBoth(self._finished)

    def _finished(self, _: Failure | None) -> None:
        self._in_work -= 1
        if not self._in_work:
            self._idle.set()

    async def drain(self, grace: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._idle.wait()
        if self._in_work:
            log.warning("%d requests did not end in time and are dropped", self._in_work)
        elif self._threads is not None:
            # joins its threads: not on the loop, which they may be calling
            await asyncio.to_thread(self._threads.stop)


def wsgi_site(application: WSGIApplication, threads: int, body: int) -> BoundedSite:
    from twisted.internet import reactor

    # own threads: the reactor's pool also resolves names
    pool = ThreadPool(minthreads=1, maxthreads=threads, name="wsgi")
    pool.start()
    return BoundedSite(WSGIResource(reactor, pool, application), body, pool)


def metrics_site(registry: CollectorRegistry) -> BoundedSite:
    root = resource.Resource()
    metrics: Any = _Metrics(registry)  # it is a resource by zope.interface, which mypy does not read
    root.putChild(b"metrics", metrics)
    return BoundedSite(root, body=0)


def http_site(answer: HttpAnswer, body: int) -> BoundedSite:
    return BoundedSite(_Answering(answer), body)


class _Answering(resource.Resource):
    """Every path and method goes to one async function; each request is a Task that shutdown waits for."""

    isLeaf = True

    def __init__(self, answer: HttpAnswer) -> None:
        super().__init__()
        self._answer = answer

    def render(self, request: Any) -> int:
        gone: list[Failure] = []  # filled when the client leaves, be it before the Task begins or while it writes
        request.notifyFinish().addErrback(gone.append)
        loop.spawn(self._respond(request, _told(request), gone))
        return server.NOT_DONE_YET

    async def _respond(self, request: Any, told: HttpRequest, gone: list[Failure]) -> None:
        try:
            response = await self._answer(told)
            headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.headers]
        except Exception:
            log.exception("no answer to %s %s", told.method, told.path)
            response, headers = HttpResponse(500), []
        if gone:
            return
        request.defaultContentType = None
        request.setResponseCode(response.status)
        for name, value in headers:
            request.responseHeaders.addRawHeader(name, value)
        if response.status != HTTPStatus.NO_CONTENT:  # which has no length either (RFC 9110, section 8.6)
            request.setHeader(b"content-length", b"%d" % len(response.body))
        request.write(response.body)
        if not gone:
            request.finish()


def _told(request: Any) -> HttpRequest:
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in request.requestHeaders.getAllRawHeaders()
    }
    target = request.uri
    absolute = _ABSOLUTE.match(target)
    if absolute:
        headers["host"] = absolute[1].decode("latin-1")
        target = target[absolute.end() :]
    path, _, query = (target if target.startswith(b"/") else b"/" + target).partition(b"?")
    return HttpRequest(
        method=request.method.decode("latin-1"),
        path=path.decode("latin-1"),
        query=query.decode("latin-1"),
        headers=headers,
        body=request.content.read(),
        address=request.getClientAddress().host,
        secure=bool(request.isSecure()),
        certificate=_certificate(request.transport),
    )


def _certificate(transport: Any) -> bytes | None:
    return certificate_of(transport) if hasattr(transport, "getPeerCertificate") else None


class _Metrics(resource.Resource):
    isLeaf = True

    def __init__(self, registry: CollectorRegistry) -> None:
        super().__init__()
        self._registry = registry

    def render_GET(self, request: http.Request) -> bytes:
        encode, content_type = choose_encoder(request.getHeader("accept") or "")
        request.setHeader("content-type", content_type)
        return encode(self._registry)
