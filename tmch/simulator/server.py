"""The simulated clearinghouse on a port: HTTPS with passwords, as it should be and as it should not."""

import asyncio
import base64
import hashlib
import hmac
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Literal, cast, get_args

import h11

from registry.model.lordn import LordnKind, Tray
from registry.model.tmch import TmchKind
from tmch.logins import Login
from tmch.simulator.desk import Desk
from tmch.simulator.lists import Shelf

# error: 500. silent: no answer, ever. drip: an octet now and then. truncated: half of the body. unheard: what was asked is done,
# and the connection ends without a word. unsigned: another's signature. stale: the list before. garbled: octets of no sense.
# elsewhere: the log is on another server.
Mishap = Literal["error", "silent", "drip", "truncated", "unheard", "unsigned", "stale", "garbled", "elsewhere"]
MISHAPS: Final[tuple[Mishap, ...]] = get_args(Mishap)

_LISTS: Final[Mapping[str, TmchKind]] = {
    "/dnl/dnl-latest": "dnl",
    "/dnl/surl-latest": "surl",
    "/smdrl/smdrl-latest": "smdrl",
}
CRL: Final = "/tmch.crl"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; `login` is the name that it was made under, None without a password or with a wrong one."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    login: str | None


@dataclass(frozen=True, slots=True)
class _Reply:
    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Simulator:
    """`logins` are good for the TLDs that they stand at. Each of the `mishaps` befalls one request, whose path has its words."""

    shelf: Shelf
    desk: Desk
    logins: dict[str, Login]
    crl: bytes = b""
    mishaps: list[tuple[str, Mishap]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def befall(self, path: str, *mishaps: Mishap) -> None:
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

    # --- octets ---------------------------------------------------------------------------------------------------------

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
        reply = _Reply(HTTPStatus.INTERNAL_SERVER_ERROR) if mishap == "error" else self._answered(asked, mishap)
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
        self, connection: h11.Connection, writer: asyncio.StreamWriter, reply: _Reply, mishap: Mishap | None
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

    def _next_mishap(self, path: str) -> Mishap | None:
        for place, (words, mishap) in enumerate(self.mishaps):
            if words in path:
                del self.mishaps[place]
                return mishap
        return None

    # --- what it means --------------------------------------------------------------------------------------------------

    def _login(self, headers: Mapping[str, str]) -> str | None:
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        for login in self.logins.values():
            wanted = base64.b64encode(f"{login.name}:{login.password}".encode())
            if scheme == "Basic" and hmac.compare_digest(secret.encode(), wanted):
                return login.name
        return None

    def _answered(self, asked: Asked, mishap: Mishap | None) -> _Reply:
        if asked.path == CRL:
            return _published(asked, self.crl)
        if asked.login is None:
            return _Reply(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": 'Basic realm="clearinghouse"'})
        stem, _, kind_of_file = asked.path.rpartition(".")
        if asked.method == "GET" and stem in _LISTS:
            return self._list(asked, _LISTS[stem], kind_of_file, mishap)
        match asked.path.strip("/").split("/"):
            case ["LORDN", tld, kind, *qlp] if asked.method == "POST" and kind in ("sunrise", "claims"):
                if qlp not in ([], ["qlp"]):
                    return _Reply(HTTPStatus.NOT_FOUND)
                tray = Tray(cast(LordnKind, kind), bool(qlp))
                return self._allowed(asked, tld) or self._take(asked, tld, tray, mishap)
            case ["LORDN", tld, "sunrise" | "claims", number, "result"] if asked.method == "GET":
                return self._allowed(asked, tld) or _said(*self.desk.log(number))
        return _Reply(HTTPStatus.NOT_FOUND)

    def _allowed(self, asked: Asked, tld: str) -> _Reply | None:
        login = self.logins.get(tld)
        return None if login and login.name == asked.login else _Reply(HTTPStatus.UNAUTHORIZED)

    def _list(self, asked: Asked, kind: TmchKind, kind_of_file: str, mishap: Mishap | None) -> _Reply:
        content = (self.shelf.before if mishap == "stale" else self.shelf.now).get(kind)
        if content is None or kind_of_file not in ("csv", "sig"):
            return _Reply(HTTPStatus.NOT_FOUND)
        if kind_of_file == "csv":
            return _published(asked, content)
        return _Reply(HTTPStatus.OK, self.shelf.signature(b"another" if mishap == "unsigned" else content))

    def _take(self, asked: Asked, tld: str, tray: Tray, mishap: Mishap | None) -> _Reply:
        status, words = self.desk.take(tld, tray, asked.body.decode("utf-8", "replace"))
        if status != HTTPStatus.ACCEPTED:
            return _said(status, words)
        host = "https://elsewhere.example.test" if mishap == "elsewhere" else f"https://{asked.headers['host']}"
        return _Reply(status, words.encode(), {"Location": f"{host}/LORDN/{tld}/{tray.kind}/{words}/result"})


def _said(status: HTTPStatus, words: str) -> _Reply:
    return _Reply(status, words.encode())


def _published(asked: Asked, content: bytes) -> _Reply:
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if asked.headers.get("if-none-match") == tag:
        return _Reply(HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    return _Reply(HTTPStatus.OK, content, {"ETag": tag})
