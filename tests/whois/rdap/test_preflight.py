"""Scripts of other sites ask by RDAP: their browser asks first what they may send (the Fetch standard, CORS preflight)."""

from typing import Any

import pytest

from registry.settings import Whois
from tests.whois.rdap.test_credentials import ALPHA, STRANGER, Door
from tests.world import World
from whois.limits import RateLimit
from whois.metrics import QUERIES
from whois.rdap.door import Rdap
from whois.web.door import Web
from wire.web import HttpRequest, HttpResponse


def preflight(path: str, **headers: str) -> HttpRequest:
    asks = {"origin": "https://tool.example", "access-control-request-method": "GET", **headers}
    return HttpRequest("OPTIONS", path, "", {"host": "rdap.example"} | asks, b"", STRANGER, True)


async def ask(world: World, request: HttpRequest, limit: RateLimit | None = None) -> HttpResponse:
    """By the way that a process has: the page lets through what is RDAP's."""
    rdap = Rdap(world.registry, Whois(), limit or RateLimit(0))
    return await Web(world.registry, Whois(), RateLimit(0), rdap.answer).answer(request)


@pytest.mark.parametrize("path", ["/domain/one.example", "/domains", "/entity/C1-NAMEHSE", "/help", "/nothing", "/%ff"])
async def test_a_browser_hears_that_a_script_may_read_and_say_who_it_is(world: World, path: str) -> None:
    response = await ask(world, preflight(path, **{"access-control-request-headers": "authorization"}))
    assert (response.status, response.body) == (204, b"")
    assert dict(response.headers) == {
        "Allow": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "Authorization",  # an asterisk does not cover this one
        "Access-Control-Max-Age": "86400",
    }


async def test_whatever_a_browser_asks_for_it_hears_the_same_and_nothing_of_who_asks(world: World) -> None:
    plain = await ask(world, preflight("/help"))
    for headers in (
        {"origin": "null"},
        {"access-control-request-method": "DELETE"},
        {"access-control-request-headers": "cookie, x-evil\r\nset-cookie"},
        {"authorization": ALPHA},
        {"authorization": "Bearer wrong"},
    ):
        assert (await ask(world, preflight("/help", **headers))).headers == plain.headers


async def test_a_preflight_reads_nothing_and_is_counted_but_not_as_a_query(world: World) -> None:
    def counted(kind: str) -> Any:
        return QUERIES.labels("rdap", kind, "found")._value.get()

    world.registry.tally.take()
    world.registry.store = None  # type: ignore[assignment]
    before = counted("preflight")
    strict = RateLimit(1)
    for _ in range(3):
        assert (await ask(world, preflight("/domain/one.example"), strict)).status == 204
    assert counted("preflight") == before + 3
    assert not world.registry.tally.take()
    assert strict.has(STRANGER), "who may ask once may still"


async def test_what_a_script_is_then_refused_it_can_read(world: World) -> None:
    response = await Door(world).ask("Bearer wrong")
    assert response.status == 401 and dict(response.headers)["Access-Control-Allow-Origin"] == "*"
