"""What was answered is counted by TLD, way and kind, whichever way it was asked; what was not, is not."""

from collections.abc import Mapping

import pytest

from registry.settings import Whois
from tests.whois.village import add_host, converse, port43, register
from tests.world import World
from whois.limits import RateLimit
from whois.port43.session import Port43
from whois.rdap.door import Rdap
from whois.web.door import Web
from wire.web import HttpRequest


def counted(world: World) -> Mapping[tuple[str, str, str], int]:
    return {(tld, way, kind): queries for (_, tld, way, kind), queries in world.registry.tally.take().items()}


@pytest.mark.feature("REG-02")
async def test_answers_on_port_43_are_counted_and_refusals_are_not(world: World) -> None:
    await register(world, "one.example")
    await add_host(world, "ns1.one.example", "198.51.100.1", above="one.example")
    for line in (
        b"one.example",
        b"nobody.test",
        b"nameserver ns1.one.example",
        b"nameserver 198.51.100.1",
        b"registrar alpha",
    ):
        await converse(port43(world), line + b"\n")
    for line in (b"elsewhere.net", b"roid D1-NAMEHSE", b"-i nserver ns1.one.example", b"*", b"-Z"):
        await converse(port43(world), line + b"\n")
    limited = port43(world, per_minute=1)
    for _ in range(2):
        await converse(limited, b"one.example\n")
    assert counted(world) == {
        ("example", "port43", "domain"): 2,
        ("test", "port43", "domain"): 1,
        ("", "port43", "domain"): 1,
        ("example", "port43", "nameserver"): 1,
        ("", "port43", "nameserver"): 1,
        ("", "port43", "registrar"): 1,
        ("", "port43", "roid"): 1,
        ("", "port43", "search"): 1,
    }
    assert counted(world) == {}, "what was taken is not told twice"


@pytest.mark.feature("REG-03")
async def test_answers_on_the_web_are_counted_by_the_way_they_went(world: World) -> None:
    await register(world, "one.example")
    limit = RateLimit(0)
    web = Web(world.registry, Whois(), limit, Rdap(world.registry, Whois(), limit).answer)
    for path, query in (
        ("/domain/one.example", ""),
        ("/domain/two.test", ""),
        ("/entity/9990", ""),
        ("/domains", "name=one*"),
        ("/domain/..", ""),
        ("/", ""),
        ("/lookup", "name=one.example"),
        ("/lookup", "name=two.test"),
        ("/lookup", "name=nameserver+ns1.one.example"),
        ("/lookup", "name=*"),
        ("/das/one.example", ""),
        ("/das/two.test", ""),
        ("/das/*", ""),
    ):
        await web.answer(HttpRequest("GET", path, query, {"host": "localhost"}, b"", "203.0.113.9", False))
    assert counted(world) == {
        ("example", "rdap", "domain"): 1,
        ("test", "rdap", "domain"): 1,
        ("", "rdap", "entity"): 1,
        ("", "rdap", "search"): 1,
        ("example", "web", "domain"): 1,
        ("test", "web", "domain"): 1,
        ("example", "web", "nameserver"): 1,
        ("example", "das", "domain"): 1,
        ("test", "das", "domain"): 1,
    }


async def test_a_failure_is_no_answer(world: World) -> None:
    await register(world, "one.example")
    await world.fetch("ALTER TABLE registry.domain RENAME COLUMN roid TO gone")
    await converse(Port43(world.registry, Whois(), RateLimit(0)), b"one.example\n")
    assert counted(world) == {}
