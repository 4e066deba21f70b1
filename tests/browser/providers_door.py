"""A simulated provider as people meet it: a page in the browser that asks who they are, by HTTPS on this machine."""

import asyncio
import html
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx

from registry.clock import SystemClock
from tests.panel.providers import SimulatedProvider
from tests.wire.material import self_signed
from wire.simulated import Asked, Reply, Simulated

PAGE = """<!doctype html><html lang="en"><title>{title}</title><h1>{title} asks</h1>
<form method="post"><button>I am {who}</button></form><form method="post" action="/no?{asked}"><button>No</button></form>"""


@dataclass(kw_only=True)
class Door(Simulated):
    """At `/authorize` somebody says yes or no; what is behind the browser's back the provider answers itself."""

    provider: SimulatedProvider

    def passwords(self) -> Iterable[tuple[str, str]]:
        return ()

    def answered(self, asked: Asked, mishap: str | None) -> Reply:
        address = f"{self.provider.origin}{asked.path}"
        place = httpx.URL(address).path
        if place == "/favicon.ico":
            return Reply(HTTPStatus.NO_CONTENT)
        if place == "/no":
            given = httpx.URL(address).params
            refused = httpx.URL(given["redirect_uri"], params={"error": "access_denied", "state": given["state"]})
            return Reply(HTTPStatus.SEE_OTHER, headers={"Location": str(refused)})
        if place.endswith("/authorize"):
            return self._met(asked, address)
        answer = self.provider.answer(httpx.Request(asked.method, address, headers=asked.headers, content=asked.body))
        return Reply(HTTPStatus(answer.status_code), answer.content, {"Content-Type": "application/json"})

    def _met(self, asked: Asked, address: str) -> Reply:
        if asked.method == "POST":
            return Reply(HTTPStatus.SEE_OTHER, headers={"Location": self.provider.agree(address)})
        shown = PAGE.format(
            title=self.provider.name.title(),
            who=html.escape(self.provider.person["name"]),
            asked=html.escape(httpx.URL(address).query.decode()),
        )
        return Reply(HTTPStatus.OK, shown.encode(), {"Content-Type": "text/html; charset=utf-8"})


@contextmanager
def doors(folder: Path, *names: str) -> Iterator[tuple[Path, dict[str, SimulatedProvider]]]:
    """One door for each name, in a thread with a loop of its own; and the authority that vouches for all of them."""
    pair = self_signed(folder, "providers")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pair.certificate, pair.key)
    providers = {name: SimulatedProvider(name, "", SystemClock()) for name in names}
    opened, closing = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with asyncio.TaskGroup() as group:
            for provider in providers.values():
                await _serving(group, Door(provider=provider), tls, closing)
            opened.set()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert opened.wait(10)
    try:
        yield pair.certificate, providers
    finally:
        loop.call_soon_threadsafe(closing.set)
        thread.join(10)
        loop.close()


async def _serving(group: asyncio.TaskGroup, door: Door, tls: ssl.SSLContext, closing: asyncio.Event) -> None:
    """Until it is closed, as a task of the group; its provider knows then where it is."""
    ready = asyncio.Event()

    async def serve() -> None:
        async with door.serving(tls) as address:
            door.provider.origin = address.replace("127.0.0.1", "localhost")
            ready.set()
            await closing.wait()

    group.create_task(serve())
    await ready.wait()
