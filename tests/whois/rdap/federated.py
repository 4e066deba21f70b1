"""A browser, a simulated provider and the door between them: the ground of the tests of RFC 9560 at RDAP."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from registry.settings import Whois
from tests.whois.openid.federation import LOOPBACK, tls
from tests.whois.openid.simulator import CLIENT, SECRET, Simulator
from tests.whois.rdap.schemas import violations
from tests.world import World
from whois.limits import RateLimit
from whois.rdap.answers import of_help
from whois.rdap.door import Rdap
from whois.rdap.farv1 import Farv1
from whois.rdap.federation import Federation
from wire.web import HttpRequest, HttpResponse

HOST = "rdap.example:8443"
STRANGER = "203.0.113.9"


@dataclass
class Browser:
    """Keeps cookies as it is told, and shows what came of each request."""

    door: Farv1
    cookies: dict[str, str] = field(default_factory=dict)
    last: HttpResponse = field(default_factory=lambda: HttpResponse(0))

    async def get(self, path: str, *, secure: bool = True, method: str = "GET", host: str = HOST, **query: str) -> Any:
        return await self.ask(path, urlencode(query), secure=secure, method=method, host=host)

    async def ask(
        self, path: str, query: str = "", *, secure: bool = True, method: str = "GET", host: str = HOST, **headers: str
    ) -> Any:
        sent = {"host": host, **headers}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.last = await self.door.answer(HttpRequest(method, path, query, sent, b"", STRANGER, secure))
        for name, value in self.last.headers:
            if name == "Set-Cookie":
                self._keep(value)
        if not self.last.body:
            return None
        document = json.loads(self.last.body)
        assert violations(document) == [], violations(document)
        assert document.get("errorCode", 200) == self.last.status
        return document

    def _keep(self, header: str) -> None:
        pair, *attributes = header.split("; ")
        name, _, value = pair.partition("=")
        assert name.startswith("__Host-") and {"Path=/", "Secure", "HttpOnly"} <= set(attributes)
        assert attributes[-2] in ("SameSite=Strict", "SameSite=Lax")
        if attributes[-1] == "Max-Age=0":
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    @property
    def status(self) -> int:
        return self.last.status

    @property
    def location(self) -> str:
        return dict(self.last.headers)["Location"]

    async def log_in(self, simulator: Simulator, **query: str) -> Any:
        """To the provider and back."""
        await self.get("/farv1_session/login", **query)
        assert self.status == 302, self.last
        return await self.get("/farv1_session/callback", **simulator.agree(self.location))


def notices(document: Any, title: str) -> list[str]:
    return [each for notice in document["notices"] if notice["title"] == title for each in notice["description"]]


@dataclass
class House:
    """The simulator, the process's federation, and browsers that come to it."""

    simulator: Simulator
    federation: Federation
    door: Farv1

    def browser(self) -> Browser:
        return Browser(self.door)


def settings(folder: Path, issuer: str, provider: str = "", **more: Any) -> Whois:
    """Of a process that knows one provider; `provider` are more lines of its table."""
    path = folder / "providers.toml"
    lines = [
        "[[provider]]",
        f'issuer = "{issuer}"',
        'name = "Simulated"',
        f'client_id = "{CLIENT}"',
        f'client_secret = "{SECRET}"',
        f"networks = {[*LOOPBACK]}",
        provider or 'default = true\nidentifiers = ["idp.example"]',
    ]
    path.write_text("\n".join(lines))
    path.chmod(0o600)
    values = {
        "providers": path,
        "provider_ca": folder / "provider.pem",
        "provider_timeout": 1.0,
        "logins_per_minute": 0,
        "session_key": "of the test",
        "rdap_url": "https://rdap.example/",
    }
    return Whois(**{**values, **more})


@asynccontextmanager
async def house(world: World, folder: Path, provider: str = "", **more: Any) -> AsyncIterator[House]:
    server, _ = tls(folder)
    simulator = Simulator(world.clock)
    async with (
        simulator.serving(server) as issuer,
        door(world, settings(folder, issuer, provider, **more)) as (federation, farv1),
    ):
        yield House(simulator, federation, farv1)


@asynccontextmanager
async def door(world: World, whois: Whois) -> AsyncIterator[tuple[Federation, Farv1]]:
    """The door as a process has it."""
    federation = Federation.of(world.store, whois)
    assert federation
    rdap = Rdap(world.registry, whois, RateLimit(0), federation.ways, told=of_help(federation.configuration))
    try:
        yield federation, Farv1(world.registry, federation, whois.host, whois.rdap_port, rdap.answer)
    finally:
        await federation.close()


def host_of(url: str) -> str | None:
    return urlsplit(url).hostname
