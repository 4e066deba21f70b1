"""Prices that were planned come into force in servers that run: at their instant, in every process, without a restart."""

import asyncio
from datetime import datetime, timedelta

import pytest

from epp.client import Client, connect, tls_context
from registry.clock import SystemClock
from registry.model.fees import FeeCheck, FeeCommand
from registry.requests.domain import DomainCheck
from tests.stories.installation import Installation

pytestmark = pytest.mark.story
CLOCK = SystemClock()
ASKED = DomainCheck(("planned-prices.invalid",), FeeCheck((FeeCommand("create"),)))


@pytest.mark.feature("REG-12")
async def test_a_running_server_asks_the_new_price_from_the_planned_instant_on(installation: Installation) -> None:
    processes = installation.facts["processes"]["epp"]
    async with await _session(installation) as client:
        assert (before := await _price(client)) == "10.00"
        at = CLOCK.now() + timedelta(seconds=12)
        planned = await asyncio.to_thread(_plan, installation, at)
        assert CLOCK.now() < at - timedelta(seconds=2), "the plan came too late to be one"
        while CLOCK.now() < at - timedelta(seconds=1):
            assert await _price(client) == before
            await asyncio.sleep(0.5)
        await asyncio.sleep((at - CLOCK.now()).total_seconds() + 0.1)
        assert await _price(client) == planned != before, "the session that was there before"
    for _ in range(6):  # whichever of the processes answers
        async with await _session(installation) as client:
            assert await _price(client) == planned
    assert installation.facts["processes"]["epp"] == processes
    await asyncio.to_thread(_change, installation, "--set", "prices.create=1000")  # as other stories find it


def _plan(installation: Installation, at: datetime) -> str:
    _change(installation, "--set", "prices.create=1234", "--at", at.isoformat())
    return "12.34"


def _change(installation: Installation, *rules: str) -> None:
    done = installation.namehouse("tld", "change", "invalid", *rules)
    assert done.returncode == 0, done.stderr


async def _session(installation: Installation) -> Client:
    facts, who = installation.facts, installation.registrar("beta")
    tls = tls_context(*(installation.path(path) for path in (facts["epp"]["server_ca"], who["cert"], who["key"])))
    client = await connect(facts["epp"]["host"], facts["epp"]["port"], tls)
    assert (await client.login("beta", who["password"])).code == 1000
    return client


async def _price(client: Client) -> str | None:
    reply = await client.ask(ASKED)
    assert reply.code == 1000
    return reply.value("fee")
