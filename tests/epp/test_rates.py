"""A session that asks too often is told so, and goes on."""

import pytest

from registry.actions.registrar_rate import registrar_rate
from registry.model.rates import Rate, RateClass
from registry.requests.domain import DomainCheck, DomainInfo, DomainTransfer
from registry.requests.host import HostCreate
from registry.requests.poll import PollRequest
from registry.store import rates
from tests.epp.talk import CERTIFICATE, Talk, service_of
from tests.world import World

pytestmark = pytest.mark.feature("REG-01")


async def limited(world: World, rate_class: RateClass, rate: Rate | None) -> None:
    await registrar_rate(world.operator, "alpha", rate_class, rate)
    world.registry.rates.replace(await world.store.reading(rates.every))


async def test_a_command_too_many_is_refused_by_2400_and_the_session_goes_on(alpha, world):
    await limited(world, "check", Rate(1, 2))
    check = DomainCheck(("name.test",))
    assert [(await alpha.say(check)).code for _ in range(3)] == [1000, 1000, 2400]
    refused = await alpha.say(check, "AGAIN-1")
    assert refused.reason == "Check commands may come 1 times a second, 2 at once; try again in 1.0 seconds."
    assert refused.text("epp:clTRID") == "AGAIN-1"
    assert not alpha.session.closing
    assert (await alpha.say(PollRequest())).code == 1300, "another class"
    world.clock.advance(seconds=1)
    assert (await alpha.say(check)).code == 1000


async def test_a_command_too_many_changes_nothing(alpha, world):
    await limited(world, "transform", Rate(0.1, 1))
    assert (await alpha.say(HostCreate("ns1.elsewhere.org"))).code == 1000
    assert (await alpha.say(HostCreate("ns2.elsewhere.org"))).code == 2400
    world.clock.advance(seconds=10)
    assert (await alpha.say(HostCreate("ns2.elsewhere.org"))).code == 1000


async def test_how_a_transfer_stands_is_a_question_like_info(alpha, world):
    await limited(world, "transform", Rate(0.1, 1))
    query = DomainTransfer("nothing.test", "query")
    assert [(await alpha.say(query)).code for _ in range(3)] == [2303] * 3
    await limited(world, "info", Rate(0.1, 1))
    assert [(await alpha.say(each)).code for each in (query, query, DomainInfo("nothing.test"))] == [2303, 2400, 2400]


async def test_sessions_of_one_registrar_share_its_rate_and_others_have_their_own(service, alpha, world):
    await limited(world, "check", Rate(0.1, 1))
    second, other = Talk(service, CERTIFICATE), Talk(service, CERTIFICATE)
    assert (await second.login("alpha")).code == (await other.login("beta")).code == 1000
    check = DomainCheck(("name.test",))
    assert [(await talk.say(check)).code for talk in (alpha, second, other, other)] == [1000, 2400, 1000, 1000]


async def test_what_is_not_valid_or_not_offered_takes_no_token(alpha, world):
    await limited(world, "check", Rate(0.1, 1))
    for _ in range(3):
        assert (await alpha.say("<epp/>")).code == 2001
    assert (await alpha.say(DomainCheck(("name.test",)))).code == 1000


async def test_an_address_keeps_to_the_rate_of_addresses_whoever_asks_and_whatever_worker_is_asked(
    service, alpha, world
):
    """`service` is a worker too, and settings bind nobody unless they say so; `alpha` is its session."""
    bound = {"commands_per_second": 0.1, "commands_at_once": 2, "unlimited": ("203.0.113.0/24",)}
    workers = [service_of(world, service.worker_id, **bound) for _ in range(2)]
    check = DomainCheck(("name.test",))
    talks = {}
    for handle, address in (
        ("alpha", "127.0.0.1"),
        ("beta", "127.0.0.1"),
        ("alpha", "127.0.0.2"),
        ("gamma", "203.0.113.9"),
        ("beta", "2001:db8::1"),
        ("gamma", "2001:db8::2"),
    ):
        talk = talks[handle, address] = Talk(workers[len(talks) % 2], CERTIFICATE, address)
        assert (await talk.login(handle)).code == 1000, "logins have bounds of their own"

    async def codes(*of: tuple[str, str]) -> list[int]:
        return [(await talks[each].say(check)).code for each in of]

    assert await codes(("alpha", "127.0.0.1"), ("beta", "127.0.0.1")) == [1000, 1000]
    refused = await talks["alpha", "127.0.0.1"].say(check)
    assert (refused.code, refused.reason) == (
        2400,
        "Commands from one address may come 0.1 times a second, 2 at once; try again in 10.0 seconds.",
    )
    assert await codes(("beta", "127.0.0.1"), ("alpha", "127.0.0.2")) == [2400, 1000]
    assert await codes(*[("gamma", "203.0.113.9")] * 4) == [1000] * 4, "a network that nothing binds"
    assert await codes(*[("beta", "2001:db8::1")] * 2, ("gamma", "2001:db8::2")) == [1000, 1000, 2400], "one /64"
    assert (await alpha.say(check)).code == 1000, "a worker without the setting"
    world.clock.advance(seconds=10)
    assert await codes(("beta", "127.0.0.1"), ("alpha", "127.0.0.1")) == [1000, 2400]


async def test_what_an_address_is_refused_costs_its_registrar_nothing(service, alpha, world):
    await limited(world, "check", Rate(0.1, 2))
    bound = Talk(service_of(world, service.worker_id, commands_per_second=0.1, commands_at_once=1), CERTIFICATE, "::1")
    assert (await bound.login("alpha")).code == 1000
    check = DomainCheck(("name.test",))
    assert [(await bound.say(check)).code for _ in range(4)] == [1000, 2400, 2400, 2400]
    assert [(await alpha.say(check)).code for _ in range(2)] == [1000, 2400]
