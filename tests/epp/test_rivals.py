"""Sessions at once: one name goes to exactly one of them, and what a vanished client asked for has happened or has not."""

import asyncio
from datetime import timedelta

import pytest

from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.worker import start_worker
from registry.requests.domain import DomainCreate, DomainInfo
from registry.requests.host import HostCreate, HostInfo
from tests.epp.talk import CERTIFICATE, Talk, service_of
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`


@pytest.fixture
def busy(clone: Clone, clock, loop) -> World:
    """A registry on a database of its own, with as many connections as sessions."""

    async def prepare() -> World:
        world = await open_world(await clone.store(20), clock)
        await world.fetch("UPDATE registry.registrar SET session_limit = 40")
        now = clock.now()
        for handle in world.numbers:
            span = now - timedelta(days=1), now + timedelta(days=30)
            await registrar_pin_certificate(world.operator, handle, CERTIFICATE, *span)
        return world

    return loop.run_until_complete(prepare())


async def sessions(world: World, number: int) -> list[Talk]:
    service = service_of(world, await start_worker(world.store, world.clock, "epp"))
    talks = [Talk(service, CERTIFICATE) for _ in range(number)]
    for index, talk in enumerate(talks):
        assert (await talk.login(("alpha", "beta", "gamma")[index % 3])).code == 1000
    return talks


@pytest.mark.feature("DOM-04")
async def test_twenty_sessions_creating_one_name_make_it_once(busy):
    talks = await sessions(busy, 20)
    for number in range(3):
        answers = await asyncio.gather(*[talk.say(DomainCreate(f"wanted-{number}.example")) for talk in talks])
        assert sorted(answer.code for answer in answers) == [1000] + [2302] * 19
    paid = 3 * 1_000_000 - sum([await busy.balance(handle) for handle in ("alpha", "beta", "gamma")])
    assert paid == 3 * 1000, "only the winners paid"


@pytest.mark.feature("DOM-08")
async def test_twenty_sessions_creating_one_host_make_it_once(busy):
    talks = await sessions(busy, 20)
    for number in range(3):
        answers = await asyncio.gather(*[talk.say(HostCreate(f"ns{number}.wanted.net")) for talk in talks])
        assert sorted(answer.code for answer in answers) == [1000] + [2302] * 19
        (winner,) = [index for index, answer in enumerate(answers) if answer.code == 1000]
        info = await talks[0].say(HostInfo(f"ns{number}.wanted.net"))
        assert info.text("host:clID") == ("alpha", "beta", "gamma")[winner % 3]


async def test_a_session_that_is_over_leaves_what_was_answered(busy):
    (talk,) = await sessions(busy, 1)
    assert (await talk.say(DomainCreate("kept.example"))).code == 1000
    await talk.session.closed()
    (other,) = await sessions(busy, 1)
    assert (await other.say(DomainInfo("kept.example"))).text("domain:clID") == "alpha"
