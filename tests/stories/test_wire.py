"""The wire as a process: real sockets, signals and a clean end."""

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wire.material import self_signed

pytestmark = pytest.mark.story

ROOT = Path(__file__).parents[2]


class Server:
    def __init__(self, folder: Path, grace: float = 5.0, port: int = 0) -> None:
        if not (folder / "server.pem").exists():
            self_signed(folder, "server")
        command = [sys.executable, "-m", "tests.stories.wire_server", str(folder), str(grace), str(port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
        )
        self.ports: dict[str, int] = json.loads(self.process.stdout.readline())

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def end(self, number: int = signal.SIGTERM) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=20)

    def connect(self, name: str = "plain") -> "Client":
        return Client(self.ports[name], name == "tls")

    def request(
        self, name: str, method: str, path: str, source: str = "127.0.0.1", **options: Any
    ) -> tuple[int, bytes]:
        address: dict[str, Any] = {"host": "127.0.0.1", "port": self.ports[name], "source_address": (source, 0)}
        if name in ("secure", "https"):
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                **address, timeout=10, context=trusting()
            )
        else:
            connection = http.client.HTTPConnection(**address, timeout=10)
        try:
            connection.request(method, path, **options)
            response = connection.getresponse()
            assert response.headers["Server"] is None, "an answer names the software"
            return response.status, response.read()
        finally:
            connection.close()


class Client:
    def __init__(self, port: int, secure: bool = False) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=15)
        if secure:
            self.socket = trusting().wrap_socket(self.socket)
        self.lines = self.socket.makefile("rb")

    def say(self, words: bytes) -> None:
        self.socket.sendall(words)

    def hear(self) -> bytes:
        return self.lines.readline()

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


def trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(**options: Any) -> Server:
        servers.append(Server(tmp_path, **options))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
        server.process.communicate()


@pytest.mark.parametrize("name", ["plain", "tls"])
def test_pipelined_requests_are_answered_in_order(serve: Callable[..., Server], name: str) -> None:
    client = serve().connect(name)
    client.say(b"sleep\none\ntwo\nbye\nnever\n")
    assert [client.hear() for _ in range(6)] == [b"hello\n", b"<sleep>\n", b"<one>\n", b"<two>\n", b"<bye>\n", b""]
    client.close()


@pytest.mark.parametrize("name", ["plain", "tls"])
def test_a_peer_that_reads_slowly_gets_everything(serve: Callable[..., Server], name: str) -> None:
    server = serve()
    client, other = server.connect(name), server.connect(name)
    client.say(b"big\nbig\nbig\nbye\n")
    time.sleep(0.5)
    other.say(b"one\n")
    assert (other.hear(), other.hear()) == (b"hello\n", b"<one>\n")
    assert sum(len(line) for line in client.lines) == len(b"hello\n<bye>\n") + 3 * 2_000_000
    client.close()
    other.close()


def test_a_peer_that_says_it_will_ask_no_more_gets_its_answer(serve: Callable[..., Server]) -> None:
    client = serve().connect()
    client.say(b"sleep\n")
    client.socket.shutdown(socket.SHUT_WR)
    assert client.lines.read() == b"hello\n<sleep>\n"
    client.close()


def test_silence_ends_the_connection(serve: Callable[..., Server]) -> None:
    client = serve().connect()
    client.say(b"hasty\n")
    before = time.monotonic()
    assert client.lines.read() == b"hello\n<hasty>\n"
    assert 0.4 < time.monotonic() - before < 5
    client.close()


def test_one_address_gets_so_many_connections_and_the_newest_are_served(serve: Callable[..., Server]) -> None:
    server = serve()
    clients = [server.connect() for _ in range(6)]
    assert [client.hear() for client in clients] == [b"hello\n"] * 6
    with pytest.raises(ConnectionResetError):  # it waited longest, and made room for the sixth
        clients[0].hear()
    assert server.line() == "closed"
    for client in clients[1:]:
        client.say(b"one\n")
        assert client.hear() == b"<one>\n"
    for client in clients:
        client.close()


def test_one_port_serves_several_addresses_of_both_families(serve: Callable[..., Server]) -> None:
    server = serve()
    for host in ("127.0.0.1", "::1"):
        with socket.create_connection((host, server.ports["both"]), timeout=10) as connection:
            connection.sendall(b"who\n")
            lines = connection.makefile("rb")
            assert lines.readline() == b"hello\n"
            assert lines.readline().split()[0] == host.encode()


def test_several_processes_share_a_port(serve: Callable[..., Server]) -> None:
    first = serve()
    second = serve(port=first.ports["plain"])
    assert second.ports["plain"] == first.ports["plain"]
    assert second.end()[1] == ""
    client = first.connect()
    assert client.hear() == b"hello\n"
    client.close()


@pytest.mark.parametrize("name", ["plain", "tls"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_at_the_end_answers_in_work_go_out_and_pools_close_last(
    serve: Callable[..., Server], name: str, number: signal.Signals
) -> None:
    server = serve()
    busy, idle = server.connect(name), server.connect(name)
    assert idle.hear() == b"hello\n"
    busy.say(b"sleep\n")
    assert busy.hear() == b"hello\n"
    time.sleep(0.1)
    before = time.monotonic()
    out, err = server.end(number)
    assert time.monotonic() - before < 3
    assert busy.lines.read() == b"<sleep>\n"
    assert idle.lines.read() == b""
    assert out.split() == ["closed", "slept", "closed", "stopped"]
    assert (server.process.returncode, err) == (0, "")
    busy.close()
    idle.close()


def test_work_that_does_not_end_is_given_up_after_the_grace(serve: Callable[..., Server]) -> None:
    server = serve(grace=0.5)
    client = server.connect()
    client.say(b"stuck\n")
    client.hear()
    before = time.monotonic()
    out, err = server.end()
    assert 0.4 < time.monotonic() - before < 5
    assert out.split() == ["closed", "stopped"]
    assert "did not end in time" in err
    assert server.process.returncode == 0
    client.close()


def test_a_second_signal_skips_the_waiting(serve: Callable[..., Server]) -> None:
    server = serve(grace=60.0)
    client = server.connect()
    client.say(b"stuck\n")
    client.hear()
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    out, _ = server.end(signal.SIGINT)
    assert out.split() == ["closed", "stopped"]
    client.close()


def test_a_start_that_fails_is_logged_and_ends_with_code_1() -> None:
    command = [sys.executable, "-m", "tests.stories.wire_server", "fail", "1"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert "there is no database" in ended.stderr
    assert ended.stdout == ""


def test_importing_the_wire_installs_nothing() -> None:
    program = "import sys, wire.loop, wire.listen; print('twisted.internet.reactor' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"


def test_a_foreign_reactor_is_refused_and_ours_installed_once() -> None:
    program = "from wire import loop; loop.install(); loop.install(); print('twice')"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "twice"
    program = "import twisted.internet.reactor; from wire import loop; loop.install()"
    refused = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "before wire.loop.install()" in refused.stderr


@pytest.mark.parametrize("name", ["web", "secure"])
def test_a_wsgi_application_runs_on_threads_of_its_own(serve: Callable[..., Server], name: str) -> None:
    status, body = serve().request(name, "POST", "/form", body=b"x" * 900)
    assert status == 200
    assert body.startswith(b"POST /form 900 ")
    assert b"wsgi" in body


@pytest.mark.parametrize(
    "pieces",
    [[b"x" * 1001], [b"x" * 600, b"x" * 600]],
    ids=["announced", "chunked"],
)
@pytest.mark.parametrize("name", ["web", "http"])
def test_a_request_body_above_the_limit_never_reaches_the_application(
    serve: Callable[..., Server], name: str, pieces: list[bytes]
) -> None:
    body: Any = pieces[0] if len(pieces) == 1 else iter(pieces)
    assert serve().request(name, "POST", "/", body=body)[0] == 413


@pytest.mark.parametrize(("name", "secure"), [("http", False), ("https", True)])
def test_http_is_answered_by_an_async_function(serve: Callable[..., Server], name: str, secure: bool) -> None:
    server = serve()
    asked = "/domain/caf%C3%A9.test?a=1&b=%20"
    status, body = server.request(name, "GET", asked, headers={"X-Ask": "why"})
    assert (status, body) == (200, f"GET /domain/caf%C3%A9.test a=1&b=%20 127.0.0.1 {secure} 0".encode())
    assert server.request(name, "HEAD", asked) == (200, b"")
    assert server.request(name, "POST", "/", body=b"x" * 1000)[1].endswith(b" 1000")
    assert server.request(name, "GET", "/crash") == (500, b"")
    assert "a bug in an answer" in server.end()[1]


@pytest.mark.parametrize("name", ["web", "http"])
def test_a_request_in_work_is_answered_before_the_process_ends(serve: Callable[..., Server], name: str) -> None:
    server = serve()
    connection = http.client.HTTPConnection("127.0.0.1", server.ports[name], timeout=10)
    connection.request("GET", "/slow")
    time.sleep(0.2)
    os.kill(server.process.pid, signal.SIGTERM)
    assert connection.getresponse().status == 200
    connection.close()
    out, err = server.process.communicate(timeout=20)
    assert (out.split(), err, server.process.returncode) == (["stopped"], "", 0)


def test_metrics_are_shown_to_prometheus(serve: Callable[..., Server]) -> None:
    server = serve()
    status, body = server.request("metrics", "GET", "/metrics")
    assert status == 200
    assert b"process_cpu_seconds_total" in body
    assert server.request("metrics", "GET", "/")[0] == 404
