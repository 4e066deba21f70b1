"""A conversation takes one line, answers it and closes, whatever comes in and however it is cut."""

import asyncio
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from registry.context import Registry
from registry.model.policy import PolicyBook
from registry.settings import Whois
from registry.store.sql import Connection
from tests.whois.village import converse, port43, register
from tests.world import OneTransaction, World
from whois.limits import RateLimit
from whois.port43.session import Port43

FOOTER = b">>> Last update of WHOIS database: "
IN_RIPES_MANNER = (b"% ", b"domain\r\n")  # the second is the list of kinds


@pytest.mark.feature("REG-02")
@settings(
    max_examples=3 * settings.default.max_examples,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=300),
            st.text(max_size=100).map(str.encode),
            st.sampled_from(
                [b"\n", b"\r\n", b"domain ", b"nameserver ", b"registrar ", b"one.example", b"10.0.0.1", b"-r "]
            ),
        ),
        max_size=6,
    )
)
def test_any_octets_in_any_pieces_are_answered_once_or_awaited(world: World, loop, caplog, pieces: list[bytes]) -> None:
    with caplog.at_level(logging.WARNING):
        answer = loop.run_until_complete(converse(port43(world), *pieces))
    assert not caplog.records, "a traceback"
    whole = b"".join(pieces)
    if b"\n" in whole or len(whole) > 512:
        assert answer is not None
        assert FOOTER in answer or answer.startswith(IN_RIPES_MANNER)
    else:
        assert answer is None


async def test_a_line_may_come_in_any_pieces_and_what_follows_it_is_not_read(world: World) -> None:
    await register(world, "one.example")
    whole = await converse(port43(world), b"one.example\r\n")
    assert await converse(port43(world), *(bytes([octet]) for octet in b"one.example\r\n")) == whole
    assert await converse(port43(world), b"one.example\ntwo.example\r\n", b"three\r\n") == whole


async def test_a_query_may_have_512_octets_and_no_more(world: World) -> None:
    longest = b"registrar " + b"x" * 501
    assert (await converse(port43(world), longest + b"\r\n") or b"").startswith(b"No match for ")
    for pieces in ([longest + b"xx\r\n"], [longest, b"xxx"], [b"x" * 1_000_000]):
        answer = await converse(port43(world), *pieces) or b""
        assert answer.startswith(b"Malformed request.\r\nA query has 512 octets at most.\r\n")


async def test_an_unfinished_line_is_waited_for_ten_seconds(world: World) -> None:
    session = port43(world).session(None)
    assert session.receive(b"one.exam") == []
    assert (session.closing, session.patience) == (False, 10.0)


async def test_what_goes_wrong_on_our_side_is_logged_and_told_without_detail(world: World, caplog) -> None:
    await register(world, "one.example")
    registry = world.registry
    # without its policies the registry cannot project a name
    broken = Registry(registry.store, registry.clock, PolicyBook(()), registry.transactions, "NAMEHSE")
    answer = await converse(Port43(broken, Whois(), RateLimit(0)), b"one.example\r\n")
    assert answer == b"The query cannot be answered now. Please ask again later.\r\n"
    assert caplog.records[-1].exc_info


async def test_queries_are_counted_by_kind_and_result(world: World) -> None:
    await register(world, "one.example")
    before = {pair: counted(*pair) for pair in PAIRS}
    door = port43(world, per_minute=6)
    for line in (b"one.example", b"two.example", b"registrar a", b"nameserver 10.0.0.1", b"registrar alpha", b"*"):
        await converse(door, line + b"\n")
    await converse(door, b"one.example\n")
    assert {pair: counted(*pair) - before[pair] for pair in PAIRS} == dict.fromkeys(PAIRS, 1)
    assert REGISTRY.get_sample_value("namehouse_whois_query_seconds_bucket", {"way": "port43", "le": "2.0"})


PAIRS = (
    ("domain", "found"),
    ("domain", "missing"),
    ("registrar", "several"),
    ("nameserver", "missing"),
    ("registrar", "found"),
    ("none", "malformed"),
    ("none", "limited"),
)


def counted(kind: str, result: str) -> float:
    labels = {"way": "port43", "kind": kind, "result": result}
    return REGISTRY.get_sample_value("namehouse_whois_queries_total", labels) or 0


async def test_who_asks_too_often_waits_alone(world: World) -> None:
    door = port43(world, per_minute=1)
    await converse(door, b"one.example\n")
    assert (await converse(door, b"one.example\n") or b"").startswith(b"Query rate limit exceeded.")
    assert (await converse(door, b"one.example\n", address="203.0.113.10") or b"").startswith(b"No match for ")


class Slow(OneTransaction):
    """Answers nothing until it is told to."""

    def __init__(self, db: Connection) -> None:
        super().__init__(db)
        self.open = asyncio.Event()
        self._one = asyncio.Lock()

    async def reading(self, work):
        await self.open.wait()
        async with self._one:
            return await super().reading(work)


async def test_beyond_so_many_queries_at_once_who_asks_is_told_to_ask_again(world: World) -> None:
    world.registry.store = store = Slow(world.store.db)
    door = Port43(world.registry, Whois(queries_at_once=1), RateLimit(0, ("192.0.2.0/24",)))
    first = asyncio.create_task(converse(door, b"registrar alpha\n"))
    await asyncio.sleep(0)
    assert await converse(door, b"registrar alpha\n") == b"Too many queries at once. Please ask again in a moment.\r\n"
    monitor = asyncio.create_task(converse(door, b"registrar alpha\n", address="192.0.2.1"))
    store.open.set()
    answers = [await first, await monitor, await converse(door, b"registrar alpha\n")]
    assert all((each or b"").startswith(b"Registrar: Alpha") for each in answers), "and none keeps its place"
