"""EPP and WHOIS as processes behind a proxy: who is announced is who logs in, is allowed, and is written down."""

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from namehouse.tls import ensure_material, read_certificate
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.clock import SystemClock
from registry.settings import load
from tests.bench.frames import check, login
from tests.wire.test_proxy import v1, v2
from tests.world import PASSWORD, Clone, open_world

pytestmark = pytest.mark.story

ROOT = Path(__file__).parents[2]
HOSTS = ("127.0.0.1", "::1")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def door(name: str, port: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    """The process, from when its port answers to its end."""
    prefix = f"NAMEHOUSE_{name.upper()}"
    settings = {
        f"{prefix}_PORT": str(port),
        f"{prefix}_MORE_HOSTS": "::1",
        f"{prefix}_PROXIES": "127.0.0.0/8,::1/128",
        f"NAMEHOUSE_METRICS_{name.upper()}": str(free_port()),
    }
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "namehouse", name], cwd=ROOT, env=os.environ | environment | settings, stderr=written
        )
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None and time.monotonic() < until, log.read_text()
            try:
                socket.create_connection((HOSTS[1], port), timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def announced(host: str, port: int, header: bytes) -> socket.socket:
    connection = socket.create_connection((host, port), timeout=15)
    connection.sendall(header)
    return connection


def frame(file) -> bytes:
    return file.read(int.from_bytes(file.read(4)) - 4)


async def test_a_registrar_is_known_by_the_address_that_the_proxy_announces(clone: Clone, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), SystemClock())
    environment = {"DATABASE_URL": clone.url, "NAMEHOUSE_VAR": str(tmp_path / "var")}
    settings = load(environment)
    shown = ensure_material(settings, SystemClock(), ("alpha",))["alpha"]
    read = read_certificate(shown)
    der = ssl.PEM_cert_to_DER_cert(shown.read_text())
    await registrar_pin_certificate(world.operator, "alpha", der, read.not_valid_before_utc, read.not_valid_after_utc)
    await world.fetch(
        "INSERT INTO registry.allowed_network SELECT id, n FROM registry.registrar, unnest($1::cidr[]) n WHERE handle = 'alpha'",
        ["198.51.100.0/24", "2001:db8::/32"],
    )
    context = ssl.create_default_context(cafile=settings.tls.ca)
    context.load_cert_chain(shown, shown.with_suffix(".key"))
    port = free_port()

    def says(host: str, header: bytes) -> tuple[bytes, ssl.SSLSocket]:
        secured = context.wrap_socket(announced(host, port, header), server_hostname="localhost")
        file = secured.makefile("rb")
        frame(file)
        secured.sendall(login("alpha", PASSWORD))
        return frame(file), secured

    bound = {"NAMEHOUSE_EPP_COMMANDS_PER_SECOND": "0.001", "NAMEHOUSE_EPP_COMMANDS_AT_ONCE": "2"}
    with door("epp", port, environment | bound, tmp_path / "log"):
        opened = []
        for host, header in zip(HOSTS, (v1("198.51.100.7", 4711), v2("2001:db8::7", 4711)), strict=True):
            answer, secured = says(host, header)
            assert b'code="1000"' in answer
            opened.append(secured)
        rows = await world.fetch("SELECT host(address) AS address FROM registry.session ORDER BY id")
        assert [row["address"] for row in rows] == ["198.51.100.7", "2001:db8::7"]
        opened.append(says("127.0.0.1", v1("198.51.100.7", 4712))[1])
        codes = []
        for secured in (opened[0], opened[2], opened[0], opened[1]):
            secured.sendall(check("name.test", "alpha"))
            codes.append(re.search(rb'code="(\d+)"', frame(secured.makefile("rb")))[1])
        assert codes == [b"1000", b"1000", b"2400", b"1000"], "two commands from each address, by whatever session"
        for header in (v1("203.0.113.1", 4711), b"PROXY UNKNOWN\r\n"):
            answer, secured = says("127.0.0.1", header)
            assert b'code="2200"' in answer, "the proxy's own address is not the registrar's either"
            secured.close()
        with pytest.raises(OSError):
            context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=15), server_hostname="localhost")
        for each in opened:
            each.close()


async def test_whois_behind_a_proxy_answers_whom_it_announces_and_nobody_else(clone: Clone, tmp_path: Path) -> None:
    await open_world(await clone.store(), SystemClock())
    environment = {
        "DATABASE_URL": clone.url,
        "NAMEHOUSE_VAR": str(tmp_path / "var"),
        "NAMEHOUSE_WHOIS_QUERIES_PER_MINUTE": "1",
        "NAMEHOUSE_WHOIS_RDAP_PORT": "0",
        "NAMEHOUSE_WHOIS_RDAP_PLAIN_PORT": "0",
    }
    port = free_port()

    def asked(header: bytes) -> bytes:
        with announced("::1", port, header + b"nothing.test\r\n") as connection:
            whole = b""
            try:
                while piece := connection.recv(65536):
                    whole += piece
            except ConnectionResetError:
                pass
            return whole

    with door("whois", port, environment, tmp_path / "log"):
        first, again, other = asked(v2("198.51.100.7", 1)), asked(v1("198.51.100.7", 2)), asked(v2("198.51.100.8", 1))
        assert first.splitlines()[0] == other.splitlines()[0] != again.splitlines()[0], (
            "limits go by the announced address"
        )
        assert asked(b"") == b""
