"""The program that the wire's stories start: lines of text, plain and under TLS, a small web application, metrics."""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

from wire import loop


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Lines:
    """Answers `<line>`; `sleep` takes half a second, `stuck` forever, `big` sends 2 MB, `who` tells the peer, `bye` ends."""

    closing = False
    patience = 30.0
    cut = ""
    held = False

    def __init__(self, peer: Any) -> None:
        self._rest = b""
        self._peer = peer

    def open(self) -> bytes:
        return b"hello\n"

    def receive(self, data: bytes) -> list[bytes]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines

    async def answer(self, request: bytes) -> bytes | AsyncIterator[bytes]:
        if request == b"sleep":
            await asyncio.sleep(0.5)
            tell("slept")
        elif request == b"stuck":
            await asyncio.Event().wait()
        elif request == b"hasty":
            self.patience = 0.5
        elif request == b"big":
            return self._pieces()
        elif request == b"who":
            return f"{self._peer.address} {self._peer.port}\n".encode()
        elif request == b"bye":
            self.closing = True
        return b"<" + request + b">\n"

    async def _pieces(self) -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 9_999 + b"\n"

    async def closed(self) -> None:
        tell("closed")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/slow":
        time.sleep(0.5)
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    told = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)} {threading.current_thread().name}"
    return [f"{told} {environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']}".encode()]


async def answer(request: Any) -> Any:
    from wire.web import HttpResponse

    if request.path == "/slow":
        await asyncio.sleep(0.5)
    elif request.path == "/crash":
        raise RuntimeError("a bug in an answer")
    told = f"{request.method} {request.path} {request.query} {request.address} {request.secure} {len(request.body)}"
    return HttpResponse(
        200, [("Content-Type", "text/plain"), ("X-Asked", request.headers.get("x-ask", ""))], told.encode()
    )


async def start() -> None:
    from wire.limits import Limits
    from wire.listen import serve_http, serve_metrics, serve_sessions, serve_wsgi
    from wire.tls import server_context

    if sys.argv[1] == "fail":
        raise RuntimeError("there is no database")
    folder = Path(sys.argv[1])
    tls = server_context(folder / "server.pem", folder / "server.key")
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    limits = Limits(total=100, per_address=5)
    open_ports = {
        "plain": await serve_sessions(Lines, "127.0.0.1", port, limits=limits),
        "both": await serve_sessions(Lines, ("127.0.0.1", "::1"), 0),
        "proxied": await serve_sessions(Lines, "127.0.0.1", 0, limits=limits, proxies=("127.0.0.0/30",)),
        "tls-proxied": await serve_sessions(Lines, "127.0.0.1", 0, tls=tls, proxies=("127.0.0.0/30",)),
        "tls": await serve_sessions(Lines, "127.0.0.1", 0, tls=tls),
        "web": await serve_wsgi(application, "127.0.0.1", 0, threads=2, body=1000),
        "secure": await serve_wsgi(application, "127.0.0.1", 0, threads=2, tls=tls),
        "web-proxied": await serve_wsgi(
            application, "127.0.0.1", 0, threads=2, limits=Limits(per_address=2), proxies=("127.0.0.2/32",)
        ),
        "http-proxied": await serve_http(answer, "127.0.0.1", 0, proxies=("127.0.0.2/32",)),
        "http": await serve_http(answer, "127.0.0.1", 0, body=1000),
        "https": await serve_http(answer, "127.0.0.1", 0, tls=tls, body=1000),
        "metrics": await serve_metrics("127.0.0.1", 0),
    }
    loop.attend(asyncio.sleep(3600))
    tell(json.dumps({name: listening.port for name, listening in open_ports.items()} | {"pid": os.getpid()}))


async def stop() -> None:
    tell("stopped")


if __name__ == "__main__":
    loop.install()
    loop.run(start, stop, grace=float(sys.argv[2]))
