"""kill -9 of an EPP process in the middle of a stream of creates: nothing that was answered 1000 is lost."""

import asyncio
import os
import signal

import pytest

from epp.client import ConnectionEnded, connect, tls_context
from registry.model.period import Period
from registry.requests.domain import DomainCheck, DomainCreate
from tests.stories.installation import Installation

pytestmark = pytest.mark.story


@pytest.mark.feature("REG-01")
async def test_nothing_answered_1000_is_lost_by_kill_9(installation: Installation) -> None:
    facts, who = installation.facts, installation.registrar("gamma")
    tls = tls_context(*(installation.path(path) for path in (facts["epp"]["server_ca"], who["cert"], who["key"])))
    promised: list[str] = []
    under_way = asyncio.Event()

    async def register(session: int) -> None:
        """Create names until the connection dies."""
        async with await connect(facts["epp"]["host"], facts["epp"]["port"], tls) as client:
            assert (await client.login("gamma", who["password"])).code == 1000
            for number in range(10_000):
                name = f"kill-{session}-{number}.example"
                reply = await client.ask(DomainCreate(name, Period(1), authinfo="secret-of-the-kill-test"))
                assert reply.code == 1000, reply
                promised.append(name)
                if len(promised) >= 60:
                    under_way.set()

    async def kill() -> list[int]:
        """Let some creates through, then end every EPP process at once."""
        await under_way.wait()
        killed = list(installation.facts["processes"]["epp"])
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        return killed

    killing = asyncio.create_task(kill())
    results = await asyncio.gather(*(register(session) for session in range(4)), return_exceptions=True)
    assert all(isinstance(result, ConnectionEnded | OSError) for result in results), results
    for pid in await killing:
        await asyncio.to_thread(installation.restarted, "epp", pid)
    await _all_registered(installation, tls, promised)


async def _all_registered(installation: Installation, tls, promised: list[str]) -> None:
    facts, who = installation.facts, installation.registrar("gamma")
    async with await _reconnected(facts, tls) as client:
        assert (await client.login("gamma", who["password"])).code == 1000
        assert len(promised) >= 60
        for start in range(0, len(promised), 20):
            names = tuple(promised[start : start + 20])
            reply = await client.ask(DomainCheck(names))
            assert reply.code == 1000
            assert reply.payload.count(b'avail="0"') + reply.payload.count(b'avail="false"') == len(names)


async def _reconnected(facts, tls):
    for _ in range(100):
        try:
            return await connect(facts["epp"]["host"], facts["epp"]["port"], tls)
        except (ConnectionEnded, OSError):
            await asyncio.sleep(0.1)
    raise AssertionError("EPP did not answer again")
