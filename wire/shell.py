"""A socket around a session: order, back-pressure, silence, and one orderly end.

Longer than most files: how a connection ends is one story, and each of its turns depends on the others.

The laws of this file:
- One worker Task per connection answers one request after the other; nothing else calls `Session.answer`.
- A request once received is answered even if the peer has gone; only the end of the process cancels work.
- No timer per request: whoever listens calls `Shell.inspect` about once a second for each connection.
"""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from twisted.internet import protocol
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHalfCloseableProtocol, IHandshakeListener, IPushProducer, ISSLTransport
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]

from wire import loop
from wire.addresses import canonical
from wire.tls import certificate_of, channel_of

log = logging.getLogger(__name__)

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end, or for whom a trusted proxy is; the certificate is DER, as offered in the handshake and not
    judged yet. The address is in its canonical form. Protocol and cipher suite have OpenSSL's names; None without TLS.
    """

    address: str
    port: int
    certificate: bytes | None
    protocol: str | None = None
    cipher: str | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one connection may take: seconds, except `queue`."""

    handshake: float = 10.0  # from accept to the end of the TLS handshake
    lifetime: float = 86_400.0  # from accept to the end, whatever happens
    drain: float = 60.0  # a peer may leave our full send buffer untouched
    linger: float = 10.0  # from our last octet to the peer's consent to close
    queue: int = 16  # received requests that wait; more, and we stop reading


# Why we end a connection: it was silent or open for too long, or the process stops.
Cut = Literal["", "overdue", "stopped"]


class Broken(Exception):
    """The stream cannot go on (frame too long, impossible header).

    `requests` were complete before it and are still answered; then `farewell` is sent and the connection closed.
    """

    def __init__(self, reason: str, requests: Sequence[Any] = (), farewell: bytes = b"") -> None:
        super().__init__(reason)
        self.requests = requests
        self.farewell = farewell


class Session(Protocol[R]):
    """What a door gives to the wire: a conversation without a socket."""

    closing: bool
    """True after an answer: nothing more is read, the connection closes."""

    patience: float
    """Seconds of silence the peer is granted now; silence ends with a complete request, not with single octets."""

    cut: "Cut"
    """Set before `closed` where it is us who ended the connection, and empty until then."""

    @property
    def held(self) -> bool:
        """True: octets were kept back until all requests are answered; no more are read, then `receive(b"")` is called."""

    def open(self) -> bytes:
        """The greeting (after the handshake under TLS)."""

    def receive(self, data: bytes) -> list[R]:
        """Octets become requests; raises `Broken`."""

    async def answer(self, request: R) -> bytes | AsyncIterator[bytes]:
        """Decide and encode; large answers come in pieces."""

    async def closed(self) -> None:
        """The conversation is over; called exactly once, after the last answer was finished."""


NewSession = Callable[[Peer], Session[R]]


class _Transport(Protocol):
    """What a shell asks of Twisted's transports; zope.interface declares it, but not to mypy."""

    def getPeer(self) -> IPv4Address | IPv6Address: ...
    def write(self, data: bytes) -> None: ...
    def loseConnection(self) -> None: ...
    def abortConnection(self) -> None: ...
    def pauseProducing(self) -> None: ...
    def resumeProducing(self) -> None: ...
    def registerProducer(self, producer: object, streaming: bool) -> None: ...
    def unregisterProducer(self) -> None: ...


@implementer(IPushProducer, IHandshakeListener, IHalfCloseableProtocol)
class Shell(protocol.Protocol, Generic[R]):
    """Twisted's end of one connection; `forget` is called once when the socket is gone."""

    transport: _Transport  # type: ignore[assignment]

    def __init__(self, new_session: NewSession[R], bounds: Bounds, forget: "Callable[[Shell[R]], None]") -> None:
        self._new_session = new_session
        self._bounds = bounds
        self._forget = forget
        self._session: Session[R] | None = None
        self._worker: asyncio.Task[None] | None = None
        self._todo: deque[R] = deque()
        self._farewell = b""
        self._bell: asyncio.Future[None] | None = None  # the worker waits here for requests
        self._room: asyncio.Future[None] | None = None  # the worker waits here for an emptier send buffer
        self._ending = False  # nothing more is read
        self._gone = False  # nobody is there to write to
        self._paused = False  # reading is stopped
        self._full = False  # the send buffer is
        self._full_since = 0.0
        self._left: float | None = None  # when we said goodbye

    # The transport calls.

    def connectionMade(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._born = self._heard = self._loop.time()
        if not ISSLTransport.providedBy(self.transport):
            self._begin(None, None, None)

    def handshakeCompleted(self) -> None:
        self._begin(certificate_of(self.transport), *channel_of(self.transport))

    def dataReceived(self, data: bytes) -> None:
        if not self._ending and self._session is not None:
            self._receive(self._session, data)

    def _receive(self, session: Session[R], data: bytes) -> None:
        todo = self._todo
        try:
            todo.extend(session.receive(data))
        except Broken as broken:
            log.info("%s: %s", self.transport.getPeer().host, broken)
            todo.extend(broken.requests)
            self._farewell = broken.farewell
            self._ending = True
            self._ring()
        except Exception:
            log.exception("a session failed to receive")
            self._ending = True
            self._ring()
        else:
            if todo:
                self._heard = self._loop.time()
                if self._bell is not None:
                    self._ring()
                elif len(todo) > self._bounds.queue:
                    self._pause()
            if session.held:
                self._pause()

    def _pause(self) -> None:
        if not self._paused:
            self._paused = True
            self.transport.pauseProducing()

    def readConnectionLost(self) -> None:
        """The peer said that it will ask no more (`printf … | nc`): what it asked is still answered."""
        self._ending = True
        self._ring()

    def writeConnectionLost(self) -> None:
        """Only we close this half, and then everything is closed."""

    def connectionLost(self, reason: Failure | None = None) -> None:
        self._ending = self._gone = True
        self._ring()
        self.resumeProducing()
        self._forget(self)

    def pauseProducing(self) -> None:
        if not self._full:
            self._full = True
            self._full_since = self._loop.time()

    def resumeProducing(self) -> None:
        self._full = False
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def stopProducing(self) -> None:
        """The transport is going; `connectionLost` follows."""

    # The listener calls.

    def inspect(self, now: float) -> None:
        """End what has taken too long."""
        bounds = self._bounds
        if self._left is not None:
            if now - self._left > bounds.linger:
                self.abort()
        elif self._session is None:
            if now - self._born > bounds.handshake:
                self.abort()
        elif self._full:
            if now - self._full_since > bounds.drain:
                log.info("%s does not read its answers", self.transport.getPeer().host)
                self.abort()
        elif now - self._born > bounds.lifetime or self._silence(now) > self._session.patience:
            self.finish("overdue")

    def finish(self, cut: Cut) -> None:
        """Answer what was received, then close."""
        self._ending = True
        if self._session is not None:
            self._session.cut = self._session.cut or cut
        if self._worker is None:
            self.abort()
        else:
            self._ring()

    def abort(self) -> None:
        """Drop the connection; requests already received are still worked off."""
        self._ending = self._gone = True
        self.transport.abortConnection()

    def hang_up(self) -> None:
        """Close as soon as our own octets are out, without the peer's consent (RFC 8446 section 6.1 allows it)."""
        socket: _Transport = getattr(self.transport, "transport", self.transport)
        socket.loseConnection()

    def cancel(self) -> None:
        """The process ends: give up even what was received."""
        self.abort()
        if self._worker is not None:
            self._worker.cancel()

    @property
    def session(self) -> Session[R] | None:
        """None until the handshake is over."""
        return self._session

    @property
    def worker(self) -> "asyncio.Task[None] | None":
        return self._worker

    # The rest is ours.

    def _begin(self, certificate: bytes | None, protocol: str | None, cipher: str | None) -> None:
        peer = self.transport.getPeer()
        try:
            who = Peer(canonical(peer.host), peer.port, certificate, protocol, cipher)
            session = self._session = self._new_session(who)
            greeting = session.open()
        except Exception:
            log.exception("a session failed to open")
            self.abort()
            return
        self._heard = self._loop.time()
        self.transport.registerProducer(self, True)
        if greeting:
            self.transport.write(greeting)
        self._worker = loop.spawn(self._work(session))

    def _silence(self, now: float) -> float:
        """How long the peer has said nothing; while we work it is not the peer who is silent."""
        return 0.0 if self._bell is None else now - self._heard

    def _ring(self) -> None:
        bell = self._bell
        if bell is not None:
            self._bell = None
            if not bell.done():  # cancelled with its worker
                bell.set_result(None)

    async def _work(self, session: Session[R]) -> None:
        try:
            await self._converse(session)
            if self._farewell and not session.closing:
                await self._send(self._farewell)
        except Exception:
            log.exception("a session failed to answer")
        finally:
            try:
                self._leave()
            finally:
                await session.closed()

    async def _converse(self, session: Session[R]) -> None:
        todo = self._todo
        while True:
            while todo:
                answer = await session.answer(todo.popleft())
                if isinstance(answer, bytes):
                    if not self._gone:
                        self.transport.write(answer)
                        if self._full:
                            await self._drained()
                else:
                    await self._stream(answer)
                if session.closing:
                    return
            if session.held:
                self._receive(session, b"")
                continue
            if self._ending:
                return
            if self._paused:
                self._paused = False
                self.transport.resumeProducing()
            self._heard = self._loop.time()
            self._bell = self._loop.create_future()
            await self._bell

    async def _stream(self, pieces: AsyncIterator[bytes]) -> None:
        async for piece in pieces:
            if self._gone:
                break
            await self._send(piece)
        # a generator left in the middle gives its resources back now, not when it is collected
        if self._gone and isinstance(pieces, AsyncGenerator):
            await pieces.aclose()

    async def _send(self, data: bytes) -> None:
        if not self._gone:
            self.transport.write(data)
            if self._full:
                await self._drained()

    async def _drained(self) -> None:
        while self._full and not self._gone:
            self._room = self._loop.create_future()
            await self._room
        self._room = None

    def _leave(self) -> None:
        self._ending = True
        if self._gone:
            return
        self._left = self._loop.time()
        if self._paused:
            # under TLS the peer's consent to close has to be read
            self._paused = False
            self.transport.resumeProducing()
        self.transport.unregisterProducer()
        self.transport.loseConnection()
