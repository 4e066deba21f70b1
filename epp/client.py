"""A client of EPP: connects over TLS, logs in, asks for wishes and reads the answers; several may be under way at once.

async with await connect("127.0.0.1", 8700, tls) as client:
    await client.login("alpha", password)
    reply = await client.ask(DomainCheck(("name.test",)))
"""

import asyncio
import itertools
import ssl
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from epp.asking import HELLO, frame_of
from epp.codec.envelope import MessageQueue
from epp.codec.markup import Element, local, token
from epp.codec.namespaces import EPP
from epp.codec.safe import parse
from epp.commands.login import Login
from epp.commands.logout import Logout
from epp.frames import HEADER, framed

_IN: Final = f"{{{EPP}}}"
LONGEST: Final = 16 * 1024 * 1024  # of an answer, in octets


class ConnectionEnded(Exception):
    """The server closed the connection; what was under way has no answer, and may or may not have happened."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: `data`, `more` (what stands behind it) and `extensions` are the elements inside resData and extension,
    `reasons` what helps people."""

    code: int
    message: str
    reasons: tuple[str, ...]
    data: Element | None
    extensions: tuple[Element, ...]
    queue: MessageQueue | None
    cltrid: str | None
    svtrid: str
    payload: bytes
    more: tuple[Element, ...] = ()

    @property
    def succeeded(self) -> bool:
        return self.code < 2000

    def value(self, name: str) -> str | None:
        """The text of the first element of that local name in the data or the extensions."""
        return next(iter(self.values(name)), None)

    def values(self, name: str) -> tuple[str, ...]:
        roots = [*([] if self.data is None else [self.data]), *self.more, *self.extensions]
        return tuple([token(element) for root in roots for element in root.iter(f"{{*}}{name}")])


@dataclass(frozen=True, slots=True)
class Greeting:
    server: str
    objects: tuple[str, ...]
    extensions: tuple[str, ...]
    payload: bytes


class Client:
    """One connection; answers come in the order of the questions, so each question waits for its own."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._waiting: deque[asyncio.Future[bytes]] = deque()
        self._numbers = itertools.count(1)
        self._receiving: asyncio.Task[None] | None = None
        self.greeting = Greeting("", (), (), b"")

    async def begin(self) -> None:
        """Wait for the greeting."""
        self.greeting = _read_greeting(await self._frame())
        self._receiving = asyncio.create_task(self._receive())

    async def send(self, payload: bytes) -> bytes:
        """Send the payload of any frame as it is; the payload of its answer."""
        if self._receiving is None or self._receiving.done():
            raise ConnectionEnded("the connection is closed")
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._writer.write(framed(payload))
        await self._writer.drain()
        return await answer

    async def ask(self, wish: object, cltrid: str | None = None) -> Reply:
        """Ask for a wish: any of registry.requests that EPP knows."""
        return read_reply(await self.send(frame_of(wish, cltrid or f"NHC-{next(self._numbers):06d}")))

    async def hello(self) -> Greeting:
        return _read_greeting(await self.send(HELLO))

    async def login(self, handle: str, password: str, new_password: str | None = None) -> Reply:
        """Log in with everything the greeting offers."""
        return await self.ask(Login(handle, password, new_password, self.greeting.objects, self.greeting.extensions))

    async def close(self) -> None:
        """Log out if that is still possible, and leave."""
        with suppress(ConnectionEnded, OSError, TimeoutError):
            async with asyncio.timeout(5):
                await self.ask(Logout())
        if self._receiving is not None:
            self._receiving.cancel()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _frame(self) -> bytes:
        try:
            length = int.from_bytes(await self._reader.readexactly(HEADER))
            if not HEADER < length <= LONGEST:
                raise ConnectionEnded(f"the server announced a frame of {length} octets")
            return await self._reader.readexactly(length - HEADER)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise ConnectionEnded("the server closed the connection") from error

    async def _receive(self) -> None:
        """Give each answer to the question that has waited longest."""
        ended: Exception = ConnectionEnded("the connection was closed")
        try:
            while True:
                payload = await self._frame()
                if not self._waiting:
                    raise ConnectionEnded("the server answered what nobody asked")
                answer = self._waiting.popleft()
                if not answer.done():
                    answer.set_result(payload)
        except ConnectionEnded as error:
            ended = error
        finally:
            for answer in self._waiting:
                if not answer.done():
                    answer.set_exception(ended)
            self._waiting.clear()


async def connect(host: str, port: int, tls: ssl.SSLContext | None, name: str | None = None) -> Client:
    """A connection that has been greeted; `name` is what the certificate must be for, where it is not `host`."""
    reader, writer = await asyncio.open_connection(host, port, ssl=tls, server_hostname=(name or host) if tls else None)
    client = Client(reader, writer)
    await client.begin()
    return client


def tls_context(server_ca: str, certificate: str | None = None, key: str | None = None) -> ssl.SSLContext:
    """What a registrar needs to connect: the authority of the server, and its own certificate; paths of PEM files."""
    context = ssl.create_default_context(cafile=server_ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate is not None:
        context.load_cert_chain(certificate, key)
    return context


def read_reply(payload: bytes) -> Reply:
    """An answer taken apart; raises ConnectionEnded where it is not a response."""
    root = parse(payload)
    response = root[0] if len(root) else root
    parts = {local(child): child for child in response}
    if "result" not in parts or "trID" not in parts:
        raise ConnectionEnded("the server did not answer with a response")
    result, ids = response[0], {local(child): token(child) for child in parts["trID"]}
    pieces = tuple(parts["resData"]) if "resData" in parts else ()
    return Reply(
        code=int(result.get("code") or 0),
        message=token(result[0]),
        reasons=tuple([token(each) for each in response.iter(_IN + "reason")]),
        data=pieces[0] if pieces else None,
        more=pieces[1:],
        extensions=tuple(parts["extension"]) if "extension" in parts else (),
        queue=_read_queue(parts["msgQ"]) if "msgQ" in parts else None,
        cltrid=ids.get("clTRID"),
        svtrid=ids.get("svTRID", ""),
        payload=payload,
    )


def _read_queue(element: Element) -> MessageQueue:
    parts = {local(child): token(child) for child in element}
    at = datetime.fromisoformat(parts["qDate"]) if "qDate" in parts else None
    return MessageQueue(int(element.get("count") or 0), element.get("id") or "", at, parts.get("msg"))


def _read_greeting(payload: bytes) -> Greeting:
    root = parse(payload)
    objects = tuple([token(each) for each in root.iter(_IN + "objURI")])
    extensions = tuple([token(each) for each in root.iter(_IN + "extURI")])
    return Greeting(token(root[0][0]) if len(root) else "", objects, extensions, payload)
