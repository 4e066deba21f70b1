"""The door as a process: real sockets, hostile peers, metrics and a clean end."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.clock import SystemClock
from tests.whois.grammar import violations
from tests.whois.rdap import schemas
from tests.whois.village import many_served, register
from tests.wire.material import Pair, self_signed
from tests.world import PASSWORD, Clone, open_world

pytestmark = pytest.mark.story

ROOT = Path(__file__).parents[2]


class Server:
    def __init__(self, clone: Clone, folder: Path, **settings: str) -> None:
        self.port, self.metrics, self.rdap = free_port(), free_port(), free_port()
        self.log = folder / "log"
        named = {
            "DATABASE_URL": clone.url,
            "NAMEHOUSE_VAR": str(folder / "var"),
            "NAMEHOUSE_WHOIS_PORT": str(self.port),
            "NAMEHOUSE_METRICS_WHOIS": str(self.metrics),
            "NAMEHOUSE_WHOIS_RDAP_PORT": "0",
            "NAMEHOUSE_WHOIS_RDAP_PLAIN_PORT": str(self.rdap),
            **{f"NAMEHOUSE_WHOIS_{name.upper()}": value for name, value in settings.items()},
        }
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "namehouse", "whois"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | named, stderr=log)
        self._wait()

    def _wait(self) -> None:
        for _ in range(200):
            try:
                self.connect().close()
                socket.create_connection(("127.0.0.1", self.metrics), timeout=10).close()
                return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)
        raise AssertionError("it does not listen")

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=15)

    def ask(self, *pieces: bytes) -> bytes:
        """Send the pieces, then read to the end; a reset is an error."""
        with self.connect() as peer:
            for piece in pieces:
                peer.sendall(piece)
            return read_all(peer)

    def end(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0
        return self.log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_all(peer: socket.socket) -> bytes:
    whole = b""
    while piece := peer.recv(65536):
        whole += piece
    return whole


@contextmanager
def serving(clone: Clone, folder: Path, **settings: str) -> Iterator[Server]:
    server = Server(clone, folder, **settings)
    try:
        yield server
        assert "Traceback" not in server.end()
    finally:
        server.process.kill()
        server.process.wait()


@pytest.fixture
def town(loop, clone: Clone) -> Clone:
    """A committed registry with one name."""

    async def build() -> None:
        world = await open_world(await clone.store(1), SystemClock())
        await register(world, "one.example")

    loop.run_until_complete(build())
    return clone


@pytest.fixture(scope="module")
def outskirts(loop, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that several tests ask."""
    clone = loop.run_until_complete(Clone.of(database))

    async def build() -> None:
        await register(await open_world(await clone.store(1), SystemClock()), "one.example")

    loop.run_until_complete(build())
    with serving(clone, tmp_path_factory.mktemp("outskirts")) as server:
        yield server
    loop.run_until_complete(clone.drop())


@pytest.mark.feature("REG-02")
@pytest.mark.feature("DOM-03")
def test_a_process_answers_fifty_at_once_and_counts_them(town: Clone, tmp_path: Path) -> None:
    with serving(town, tmp_path) as server:
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(server.ask, [b"one.example\r\n"] * 500))
        assert all(answer.startswith(b"Domain Name: one.example\r\n") for answer in answers)
        assert violations(answers[0], "domain without contacts") == []
        assert server.ask(b"registrar ", b"alpha\n").startswith(b"Registrar: Alpha Registrar\r\n")
        page = http.client.HTTPConnection("127.0.0.1", server.metrics, timeout=10)
        page.request("GET", "/metrics")
        assert (
            b'namehouse_whois_queries_total{kind="domain",result="found",way="port43"} 500.0'
            in page.getresponse().read()
        )
        page.close()


@pytest.mark.feature("REG-03")
def test_a_certificate_that_is_shown_over_tls_says_who_asks(
    loop, town: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, alphas, stranger = (self_signed(tmp_path, name) for name in ("server", "alpha", "stranger"))
    monkeypatch.setenv("NAMEHOUSE_TLS_CERTIFICATE", str(own.certificate))
    monkeypatch.setenv("NAMEHOUSE_TLS_KEY", str(own.key))

    async def pin() -> None:
        world, now = await open_world(await town.store(1), SystemClock()), SystemClock().now()
        await registrar_pin_certificate(world.operator, "alpha", alphas.der, now, now + timedelta(days=1))

    loop.run_until_complete(pin())
    port = free_port()

    def kept(shown: Pair | None, **headers: str) -> tuple[int, str]:
        """Status, and what caches may keep, of an answer to who shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if shown:
            context.load_cert_chain(shown.certificate, shown.key)
        page = http.client.HTTPSConnection("127.0.0.1", port, timeout=15, context=context)
        page.request("GET", "/domain/one.example", headers=headers)
        response = page.getresponse()
        response.read()
        page.close()
        return response.status, response.headers["Cache-Control"]

    with serving(town, tmp_path, rdap_port=str(port)):
        assert kept(alphas) == (200, "private, no-store")
        assert kept(stranger) == kept(None) == (200, "max-age=60")
        by_password = b64encode(f"alpha:{PASSWORD}".encode()).decode()
        assert kept(None, Authorization=f"Basic {by_password}") == (200, "private, no-store")
        assert kept(alphas, Authorization="Basic eDp5") == (401, "private, no-store")


@pytest.mark.feature("REG-03")
def test_rdap_answers_fifty_at_once_and_head_without_a_body(town: Clone, tmp_path: Path) -> None:
    with serving(town, tmp_path) as server:

        def ask(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
            page = http.client.HTTPConnection("127.0.0.1", server.rdap, timeout=15)
            page.request(method, path)
            response = page.getresponse()
            told = response.status, dict(response.getheaders()), response.read()
            page.close()
            return told

        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: ask("GET", "/domain/one.example"), range(300)))
        assert {status for status, _, _ in answers} == {200}
        document = json.loads(answers[0][2])
        assert schemas.violations(document) == []
        assert document["ldhName"] == "one.example" and document["rdapConformance"][0] == "rdap_level_0"
        assert document["links"][0]["value"] == f"http://127.0.0.1:{server.rdap}/domain/one.example"
        for path, expected in (("/domain/one.example", 200), ("/domain/two.example", 404)):
            status, headers, body = ask("HEAD", path)
            assert (status, body) == (expected, b"")
            assert headers["Access-Control-Allow-Origin"] == "*" and headers["Content-Type"] == "application/rdap+json"


@pytest.mark.parametrize(
    "path", ["/domain/one.example", "/domain/none.example", "/entity/9990", "/help", "/domains?name=one*"]
)
def test_two_processes_give_one_answer(town: Clone, tmp_path: Path, path: str) -> None:
    """But for when the database was last updated, which each of them says of itself (RST, rdap-92)."""
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        folder.mkdir()
    with serving(town, folders[0], cursor_key="k" * 32) as one, serving(town, folders[1], cursor_key="k" * 32) as two:
        told = [_told(server, path) for server in (one, two)]
    assert told[0] == told[1]


def _told(server: Server, path: str) -> tuple[int, str]:
    page = http.client.HTTPConnection("127.0.0.1", server.rdap, timeout=15)
    page.request("GET", path, headers={"Host": "rdap.example"})
    answer = page.getresponse()
    text = answer.read().decode()
    page.close()
    assert "rdapConformance" in text
    return answer.status, re.sub(
        r'\{"eventAction":"last update of RDAP database","eventDate":"[^"]+"\}',
        "",
        text.replace(": ", ":").replace(", ", ","),
    )


def test_whatever_a_peer_sends_or_leaves_out_it_is_answered_or_closed(town: Clone, tmp_path: Path) -> None:
    with serving(town, tmp_path, query_timeout="0.5") as server, server.connect() as waiting:
        waiting.sendall(b"one.exam")
        with server.connect() as vanishing:
            vanishing.sendall(b"one.example\r\n")
        with server.connect() as half_closed:
            half_closed.sendall(b"one.example\r\n")
            half_closed.shutdown(socket.SHUT_WR)
            assert read_all(half_closed).startswith(b"Domain Name: one.example")
        for binary in (b"\x16\x03\x01\x02\x00\x01\n", b"\x00" * 100 + b"\r\n", b"\xff\xfe\n", b"GET / HTTP/1.1\r\n"):
            assert server.ask(binary).startswith(b"Malformed request.\r\n")
        assert server.ask(b"x" * 513).startswith(b"Malformed request.\r\n")
        # closed in our face is an end too
        with server.connect() as flood, suppress(ConnectionError):
            flood.sendall(b"x" * 1_000_000)
            read_all(flood)
        assert read_all(waiting) == b""
        assert server.ask(b"one.example\r\n").startswith(b"Domain Name: one.example")


@pytest.mark.parametrize(
    ("request_line", "headers", "first", "told"),
    [
        # a whole URL goes before the header (RFC 9112, section 3.2.2)
        ("GET http://a.example/domain/one.example", "Host: b", "200 OK", "http://a.example/domain/one.example"),
        ("GET HTTPS://a.example", "Host: b", "200 OK", "Domain lookup"),
        ("GET one.example", "Host: b", "404 Not Found", "http://b/one.example"),
        ("GET *", "Host: b", "405 Method Not Allowed", ""),
        ("GET //domain/one.example", "Host: b", "404 Not Found", "http://b//domain/one.example"),
        ("GET /domain/one.example", "X: " + "y" * 20_000, "431 Request Header Fields Too Large", ""),
        ("GET /domain/one.example", "\r\n".join(f"X-{number}: y" for number in range(600)), "400 Bad Request", ""),
        ("POST /domain/one.example", "Content-Length: 5", "413 Content Too Large", ""),
        ("GET /help", "Content-Length: 5\r\nTransfer-Encoding: chunked", "400 Bad Request", ""),
    ],
)
def test_any_target_and_any_header_is_answered(
    outskirts: Server, request_line: str, headers: str, first: str, told: str
) -> None:
    with socket.create_connection(("127.0.0.1", outskirts.rdap), timeout=15) as peer:
        peer.sendall(f"{request_line} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n".encode())
        answer = read_all(peer).decode()
    assert answer.startswith(f"HTTP/1.1 {first}\r\n") and told in answer


@pytest.fixture
def crowd(loop, clone: Clone) -> Clone:
    """A committed registry with a name server of very many domains: more than sockets keep for who does not read."""

    async def build() -> None:
        world = await open_world(await clone.store(1), SystemClock())
        await many_served(world, 1100)
        await world.fetch(
            """INSERT INTO registry.domain_dnssec (domain_id, number, key_tag, algorithm, digest_type, digest)
               SELECT id, n, n, 13, 4, repeat('AB', 48) FROM registry.domain, generate_series(1, 8) AS n"""
        )

    loop.run_until_complete(build())
    return clone


SERVED = b"-i nserver ns1.elsewhere.net\r\n"


def small(server: Server) -> socket.socket:
    """A client with room for little."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.settimeout(15)
    peer.connect(("127.0.0.1", server.port))
    return peer


def test_who_reads_slowly_gets_all_and_who_never_reads_is_dropped_while_others_are_answered(
    crowd: Clone, tmp_path: Path
) -> None:
    with serving(crowd, tmp_path, answer_timeout="3") as server, small(server) as slow, small(server) as never:
        never.sendall(SERVED)
        slow.sendall(SERVED)
        whole = b""
        began = time.monotonic()
        while piece := slow.recv(4096):
            whole += piece
            time.sleep(0.015)
        assert time.monotonic() - began > 3, "longer than a silent one would be granted"
        assert whole.count(b"\r\ndomain:") == 1000 and b"% No more than 1000 objects are shown" in whole
        assert server.ask(b"served1.example\r\n").startswith(b"Domain Name: served1.example\r\n")
        for _ in range(100):
            if "does not read its answers" in server.log.read_text():
                break
            time.sleep(0.1)
        else:
            raise AssertionError(server.log.read_text())
        with suppress(ConnectionError):
            assert read_all(never).count(b"\r\ndomain:") < 1000


def test_who_asks_too_often_is_told_so_in_one_line(town: Clone, tmp_path: Path) -> None:
    with serving(town, tmp_path, queries_per_minute="2", unlimited="192.0.2.0/24") as server:
        answers = [server.ask(b"one.example\r\n") for _ in range(3)]
        assert [answer.count(b"\r\n") > 1 for answer in answers] == [True, True, False]
        assert answers[2].startswith(b"Query rate limit exceeded.")


def test_a_stopping_process_gives_up_what_lasts_longer_than_the_grace(
    loop, town: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAMEHOUSE_SHUTDOWN_GRACE", "0.5")
    with serving(town, tmp_path) as server, server.connect() as waiting:
        db = loop.run_until_complete(asyncpg.connect(town.url))
        loop.run_until_complete(db.execute("BEGIN; LOCK TABLE registry.domain"))
        waiting.sendall(b"one.example\r\n")
        time.sleep(0.5)
        before = time.monotonic()
        assert "did not end in time" in server.end()
        assert 0.4 < time.monotonic() - before < 8
        loop.run_until_complete(db.close())
