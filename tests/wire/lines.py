"""A small conversation of lines, to drive the shell with: it notes what happened to it."""

import asyncio
from collections.abc import AsyncIterator

from twisted.internet.testing import StringTransportWithDisconnection

from wire.shell import Bounds, Broken, Peer, Shell


class Lines:
    """Answers each line with `<line>`; a few words have a meaning of their own."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.closing = False
        self.patience = 30.0
        self.cut = ""
        self.begun: list[bytes] = []
        self.done: list[bytes] = []
        self.closed_calls = 0
        self.gate = asyncio.Event()  # opened, `slow` goes on
        self._rest = b""
        self._kept = b""  # what came behind `hold`

    @property
    def held(self) -> bool:
        return bool(self._kept)

    def open(self) -> bytes:
        return b"hello "

    def receive(self, data: bytes) -> list[bytes]:
        if data and self._kept:
            self._kept += data
            return []
        self._kept, data = b"", self._kept + data
        data, hold, behind = data.partition(b"hold\n")
        if hold:
            self._kept = behind
        *lines, self._rest = (self._rest + data).split(b"\n")
        if b"broken" in lines:
            raise Broken("a broken line", lines[: lines.index(b"broken")], b"farewell")
        if b"bug" in lines:
            raise RuntimeError("a bug in receive")
        return lines

    async def answer(self, request: bytes) -> bytes | AsyncIterator[bytes]:
        assert not self.closed_calls, "a request is answered before the conversation is closed"
        self.begun.append(request)
        if request.startswith(b"slow"):
            await self.gate.wait()
        elif request.startswith(b"turn"):
            await asyncio.sleep(0)
        elif request == b"crash":
            raise RuntimeError("a bug in answer")
        elif request == b"bye":
            self.closing = True
        elif request == b"pieces":
            return self._pieces()
        self.done.append(request)
        return b"<" + request + b">"

    async def _pieces(self) -> AsyncIterator[bytes]:
        try:
            for number in range(5):
                await asyncio.sleep(0)
                yield b"%d," % number
        finally:
            self.done.append(b"pieces")

    async def closed(self) -> None:
        self.closed_calls += 1


class Wire:
    """A shell, its session and a transport in memory."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.forgotten = 0
        self.session: Lines | None = None
        self.shell: Shell[bytes] = Shell(self._new_session, bounds or Bounds(), self._forget)
        self.transport = Transport()
        self.transport.protocol = self.shell
        self.shell.makeConnection(self.transport)

    def _new_session(self, peer: Peer) -> Lines:
        self.session = Lines(peer)
        return self.session

    def _forget(self, shell: Shell[bytes]) -> None:
        assert shell is self.shell
        self.forgotten += 1

    @property
    def out(self) -> bytes:
        return self.transport.value()

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.shell.dataReceived(piece)

    def later(self, seconds: float) -> None:
        """Let the listener look at the timers as if so many seconds had gone by."""
        self.shell.inspect(asyncio.get_running_loop().time() + seconds)

    async def settle(self) -> None:
        """Let everything happen that can."""
        for _ in range(60):
            await asyncio.sleep(0)


class Transport(StringTransportWithDisconnection):
    """Closes at once, as the peer would agree; `stubborn` keeps it open as a silent peer would."""

    stubborn = False

    def loseConnection(self) -> None:
        self.disconnecting = True
        if not self.stubborn:
            super().loseConnection()

    def abortConnection(self) -> None:
        self.disconnected = True
        super().loseConnection()

    def hang_up(self) -> None:
        """The peer vanishes."""
        super().loseConnection()
