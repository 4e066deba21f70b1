"""What is asked where somebody else says: nothing inside, whatever its name, and never by plain HTTP."""

import asyncio

import httpx
import pytest

from wire.addresses import Networks
from wire.outward import ToJudgedAddresses, is_public


class Below(httpx.AsyncBaseTransport):
    """Notes where it would have connected."""

    def __init__(self, deaf: tuple[str, ...] = ()) -> None:
        self.asked: list[tuple[str, str]] = []
        self.deaf = deaf

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.host, request.extensions["sni_hostname"]))
        if request.url.host in self.deaf:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(200)


def ask(url: str, resolved: tuple[str, ...], inside: tuple[str, ...] = (), deaf: tuple[str, ...] = ()):
    """Where the question went, in order."""
    below = Below(deaf)

    async def resolve(host: str, port: int) -> list[str]:
        return list(resolved)

    async def play() -> None:
        async with httpx.AsyncClient(transport=ToJudgedAddresses(Networks(inside), below, resolve)) as client:
            await client.get(url)

    asyncio.run(play())
    return below.asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "240.0.0.1",
    ],
)  # fmt: skip
def test_a_name_that_means_something_inside_is_never_connected_to(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(httpx.ConnectError):
        ask("https://friend.example/hook", (address,))


def test_plain_http_is_refused_before_anything_is_resolved() -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        ask("http://friend.example/hook", ("93.184.215.14",))


def test_the_connection_goes_to_the_address_that_was_judged_and_the_certificate_is_of_the_name() -> None:
    asked = ask("https://friend.example/hook", ("127.0.0.1", "93.184.215.14"))
    assert asked == [("93.184.215.14", "friend.example")]


def test_what_the_settings_allow_is_reached_and_a_deaf_address_is_passed_by() -> None:
    asked = ask("https://own.example/", ("10.0.0.7", "10.0.0.8"), ("10.0.0.0/8",), deaf=("10.0.0.7",))
    assert [where for where, _ in asked] == ["10.0.0.7", "10.0.0.8"]


def test_names_are_resolved_by_the_system_where_nobody_else_does() -> None:
    async def play() -> None:
        async with httpx.AsyncClient(transport=ToJudgedAddresses(Networks(()), Below())) as client:
            await client.get("https://127.0.0.1/")

    with pytest.raises(httpx.ConnectError, match="no address of the Internet"):
        asyncio.run(play())
