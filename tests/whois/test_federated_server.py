"""Two processes and a provider on real ports: who logged in at one is known at the other, and gone at both when he leaves."""

import asyncio
import http.client
import json
from pathlib import Path
from typing import Any

import pytest

from registry.clock import SystemClock
from tests.whois.openid.federation import tls
from tests.whois.openid.simulator import Simulator
from tests.whois.rdap.federated import settings
from tests.whois.test_server import Server, serving, town
from tests.world import Clone

__all__ = ["town"]  # a fixture
pytestmark = pytest.mark.story


class Client:
    """A client of RDAP behind a proxy that has TLS; it keeps the cookies of all processes, which are one host to it."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    async def get(self, server: Server, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        return await asyncio.to_thread(self._get, server, path)

    def _get(self, server: Server, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", server.rdap, timeout=20)
        headers = {"Host": "rdap.example", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
            if header.endswith("Max-Age=0"):
                del self.cookies[name]
        return response.status, response.headers, body


async def test_processes_that_share_a_database_know_the_same_people(town: Clone, tmp_path: Path) -> None:
    server_tls, _ = tls(tmp_path)
    simulator = Simulator(SystemClock())
    simulator.claims["rdap_allowed_purposes"] = ["dnsTransparency"]
    async with simulator.serving(server_tls) as issuer:
        chosen = settings(tmp_path, issuer)
        named: dict[str, Any] = {
            "providers": str(chosen.providers),
            "provider_ca": str(chosen.provider_ca),
            "rdap_url": chosen.rdap_url,
            "session_key": "the same on all hosts",
            "rdap_proxies": "127.0.0.0/8",
        }
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        with serving(town, tmp_path / "one", **named) as one, serving(town, tmp_path / "two", **named) as two:
            client = Client()
            status, headers, _ = await client.get(one, "/farv1_session/login")
            assert status == 302 and headers["Location"].startswith(issuer)
            back = simulator.agree(headers["Location"])
            query = "&".join(f"{name}={value}" for name, value in back.items())
            # the browser may come back to any of them
            status, _, body = await client.get(two, f"/farv1_session/callback?{query}")
            assert status == 200 and json.loads(body)["farv1_session"]["iss"] == issuer
            assert [*client.cookies] == ["__Host-farv1_session"]
            for server in (one, two):
                status, headers, _ = await client.get(server, "/domain/one.example")
                assert (status, headers["Cache-Control"]) == (200, "private, no-store")
            assert (await client.get(one, "/farv1_session/refresh"))[0] == 200
            kept = dict(client.cookies)
            assert (await client.get(one, "/farv1_session/logout"))[0] == 200 and not client.cookies
            client.cookies = kept
            assert (await client.get(two, "/domain/one.example"))[0] == 401
            assert (await client.get(two, "/domain/one.example"))[0] == 200  # the cookie went with that answer
