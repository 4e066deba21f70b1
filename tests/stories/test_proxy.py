"""Proxies in front of a listener: the announced address is the peer's, and nobody else gets in."""

import socket
import time
from collections.abc import Callable

import pytest

from tests.stories.test_wire import Client, Server, serve, trusting  # noqa: F401  the fixture is used by its name
from tests.wire.test_proxy import v1, v2

pytestmark = pytest.mark.story


def announced(server: Server, header: bytes, name: str = "proxied", source: str = "127.0.0.1") -> Client:
    """A connection that begins with a header, and goes on under TLS where the listener speaks it."""
    client = Client.__new__(Client)
    client.socket = socket.create_connection(("127.0.0.1", server.ports[name]), timeout=15, source_address=(source, 0))
    client.socket.sendall(header)
    if name.startswith("tls"):
        client.socket = trusting().wrap_socket(client.socket)
    client.lines = client.socket.makefile("rb")
    return client


def heard(client: Client) -> bytes:
    try:
        return client.lines.read()
    except ConnectionResetError:
        return b""
    finally:
        client.close()


@pytest.mark.parametrize("name", ["proxied", "tls-proxied"])
@pytest.mark.parametrize("write", [v1, v2])
def test_the_announced_client_is_the_peer(serve: Callable[..., Server], name: str, write) -> None:  # noqa: F811
    server = serve()
    for address in ("198.51.100.7", "2001:db8::7"):
        client = announced(server, write(address, 4711), name)
        client.say(b"who\nbye\n")
        assert heard(client) == b"hello\n" + f"{address} 4711\n".encode() + b"<bye>\n"


def test_what_follows_the_header_at_once_is_not_lost(serve: Callable[..., Server]) -> None:  # noqa: F811
    assert heard(announced(serve(), v2("198.51.100.7", 1) + b"one\nbye\n")) == b"hello\n<one>\n<bye>\n"


def test_a_header_may_come_octet_by_octet(serve: Callable[..., Server]) -> None:  # noqa: F811
    client = announced(serve(), b"P")
    for octet in v1("198.51.100.7", 1)[1:]:
        client.say(bytes([octet]))
        time.sleep(0.002)
    client.say(b"bye\n")
    assert heard(client) == b"hello\n<bye>\n"


def test_a_proxy_that_speaks_for_itself_is_the_peer(serve: Callable[..., Server]) -> None:  # noqa: F811
    client = announced(serve(), b"PROXY UNKNOWN\r\nwho\nbye\n")
    assert heard(client).split()[1] == b"127.0.0.1"


def test_without_a_header_nothing_is_said(serve: Callable[..., Server]) -> None:  # noqa: F811
    server = serve()
    assert heard(announced(server, b"who\nbye\n")) == b""
    before = time.monotonic()
    assert heard(announced(server, b"PROXY TCP4 ")) == b"", "a header that does not end"
    assert time.monotonic() - before < 8
    assert server.end()[1].count("is a trusted proxy and sends") == 1


def test_an_address_that_is_no_proxy_of_ours_is_not_listened_to(serve: Callable[..., Server]) -> None:  # noqa: F811
    server = serve()
    assert heard(announced(server, v1("127.0.0.1", 1) + b"bye\n", source="127.0.0.77")) == b""
    assert heard(announced(server, v1("127.0.0.1", 1) + b"bye\n", source="127.0.0.2")) == b"hello\n<bye>\n"


def test_where_there_are_no_proxies_a_header_is_only_noise(serve: Callable[..., Server]) -> None:  # noqa: F811
    client = announced(serve(), v1("198.51.100.7", 1) + b"who\nbye\n", "plain")
    told = heard(client)
    assert b"198.51.100.7 1\n" not in told
    assert b"127.0.0.1" in told.split(b"\n")[2]


def test_connections_are_counted_by_the_announced_address(serve: Callable[..., Server]) -> None:  # noqa: F811
    server = serve()
    clients = [announced(server, v1(f"198.51.100.{number}", 1)) for number in range(8)]
    assert [client.hear() for client in clients] == [b"hello\n"] * 8
    crowd = [announced(server, v1(f"2001:db8::{number:x}", 1)) for number in range(6)]
    assert [client.hear() for client in crowd] == [b"hello\n"] * 6
    assert heard(crowd[0]) == b"", "one /64 is one place"
    for client in clients:
        client.say(b"bye\n")
        assert heard(client) == b"<bye>\n"
    for client in crowd[1:]:
        client.close()


FORWARDED = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("name", "believed", "direct"),
    [
        ("web-proxied", b" 198.51.100.7 https", b" 127.0.0.1 http"),
        ("http-proxied", b" 198.51.100.7 True 0", b" 127.0.0.1 False 0"),
    ],
)
def test_a_trusted_web_proxy_tells_who_asks_and_nobody_else_does(
    serve: Callable[..., Server],  # noqa: F811
    name: str,
    believed: bytes,
    direct: bytes,
) -> None:
    server = serve()
    assert server.request(name, "GET", "/", source="127.0.0.2", headers=FORWARDED)[1].endswith(believed)
    assert server.request(name, "GET", "/", headers=FORWARDED)[1].endswith(direct)
    assert server.request(name, "GET", "/", source="127.0.0.2")[1].endswith(direct.replace(b".0.1 ", b".0.2 "))
    other = name.removesuffix("-proxied")  # a listener without proxies believes nobody at all
    assert server.request(other, "GET", "/", source="127.0.0.2", headers=FORWARDED)[1].endswith(
        direct.replace(b".0.1 ", b".0.2 ")
    )


def test_a_web_proxy_may_hold_more_connections_than_a_person(serve: Callable[..., Server]) -> None:  # noqa: F811
    port = serve().ports["web-proxied"]

    def opened(source: str) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection

    for source, served in (("127.0.0.2", 5), ("127.0.0.3", 2)):
        connections = [opened(source) for _ in range(5)]
        answers = []
        for connection in connections:
            try:
                answers.append(connection.recv(15))
            except ConnectionResetError:
                answers.append(b"")
            connection.close()
        assert answers.count(b"HTTP/1.1 200 OK") == served
