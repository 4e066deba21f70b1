"""A server of the outside world that is simulated: HTTPS with passwords, as it should be and as it should not."""

import asyncio
import base64
import hmac
import ssl
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus

import h11


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; `login` is the name that it was made under, None without a password or with a wrong one."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    login: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Simulated(ABC):
    """Each of the `mishaps` befalls one request, whose path has its words. Those that every server knows:

    error: 500. silent: no answer, ever. drip: an octet now and then. truncated: half of the body. unheard: what was asked is
    done, and the connection ends without a word. garbled: octets of no sense.
    """

    mishaps: list[tuple[str, str]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    @abstractmethod
    def passwords(self) -> Iterable[tuple[str, str]]:
        """The logins that are good, with their passwords."""

    @abstractmethod
    def answered(self, asked: Asked, mishap: str | None) -> Reply:
        """What it says when it is well; a mishap that is its own it makes itself."""

    def befall(self, path: str, *mishaps: str) -> None:
        self.mishaps += [(path, each) for each in mishaps]

    @asynccontextmanager
    async def serving(self, tls: ssl.SSLContext, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """The address, while the block runs."""
        server = await asyncio.start_server(self._serve, host, port, ssl=tls)
        try:
            yield f"https://{host}:{server.sockets[0].getsockname()[1]}"
        finally:
            self._ended.set()
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, h11.ProtocolError, asyncio.IncompleteReadError):
            connection = h11.Connection(h11.SERVER)
            while await self._turn(connection, reader, writer):
                connection.start_next_cycle()
        writer.close()

    async def _turn(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """One request and its answer; whether another may follow."""
        asked = await self._read(connection, reader)
        if asked is None:
            return False
        self.asked.append(asked)
        mishap = self._next_mishap(asked.path)
        if mishap == "silent":
            await self._ended.wait()
            return False
        reply = Reply(HTTPStatus.INTERNAL_SERVER_ERROR) if mishap == "error" else self.answered(asked, mishap)
        if mishap == "unheard":
            return False
        await self._write(connection, writer, reply, mishap)
        return connection.our_state is h11.DONE and connection.their_state is h11.DONE

    async def _read(self, connection: h11.Connection, reader: asyncio.StreamReader) -> Asked | None:
        request, body = None, bytearray()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                assert request is not None
                headers = {name.decode(): value.decode("latin-1") for name, value in request.headers}
                path = request.target.decode("latin-1")
                return Asked(request.method.decode(), path, headers, bytes(body), self._login(headers))
            else:
                return None

    async def _write(
        self, connection: h11.Connection, writer: asyncio.StreamWriter, reply: Reply, mishap: str | None
    ) -> None:
        body = b"\xff\x00 nothing of sense" if mishap == "garbled" else reply.body
        headers = [*reply.headers.items()]
        if reply.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            headers.append(("Content-Length", str(len(body))))
        head = connection.send(h11.Response(status_code=reply.status, headers=headers))
        writer.write(head or b"")
        if mishap == "truncated":
            writer.write(body[: len(body) // 2])
            await writer.drain()
            return
        if mishap == "drip":
            for octet in body:
                writer.write(bytes([octet]))
                await writer.drain()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ended.wait(), 0.2)
        elif body:
            writer.write(connection.send(h11.Data(data=body)) or b"")
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        await writer.drain()

    def _next_mishap(self, path: str) -> str | None:
        for place, (words, mishap) in enumerate(self.mishaps):
            if words in path:
                del self.mishaps[place]
                return mishap
        return None

    def _login(self, headers: Mapping[str, str]) -> str | None:
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        for name, password in self.passwords():
            wanted = base64.b64encode(f"{name}:{password}".encode())
            if scheme == "Basic" and hmac.compare_digest(secret.encode(), wanted):
                return name
        return None
