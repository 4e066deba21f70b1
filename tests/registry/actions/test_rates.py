"""Rates of registrars: what a bucket grants, what a refusal says, and that all processes share one."""

import asyncio

import pytest

from epp.rates import class_of
from registry.actions.registrar_rate import registrar_rate
from registry.actions.within_rate import within_rate, within_rate_of_places
from registry.clock import FakeClock
from registry.context import Registry, Transactions
from registry.errors import ObjectMissing, ParameterRange, RateExceeded
from registry.jobs.forget_places import FORGOTTEN, forget_places
from registry.model.ahead import Ahead
from registry.model.rates import CLASSES, Rate
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer
from registry.settings import Epp, Settings
from registry.start import open_registry
from registry.store import rates
from schemas import migrate
from tests.world import Clone, World, open_world


async def limited(world: World, rate: Rate | None, rate_class="check", handle="alpha") -> None:
    """Set the rate, and let the world's own process know."""
    await registrar_rate(world.operator, handle, rate_class, rate)
    world.registry.rates.replace(await world.store.reading(rates.every))


async def granted(world: World, asked: int, rate_class="check", handle="alpha") -> int:
    """How many of so many commands at once are let through."""
    passed = 0
    for _ in range(asked):
        try:
            await within_rate(world.as_(handle), rate_class)
        except RateExceeded:
            continue
        passed += 1
    return passed


async def test_without_a_limit_nobody_is_asked(world):
    assert await granted(world, 500) == 500
    await limited(world, Rate(1, 1), handle="beta")
    assert await granted(world, 500) == 500, "another's limit"
    assert await granted(world, 5, handle="beta") == 1


@pytest.mark.parametrize("rate", [Rate(1, 5), Rate(100, 40), Rate(0.5, 1)])
async def test_so_many_come_at_once_and_so_many_every_second(world, rate):
    await limited(world, rate)
    assert await granted(world, rate.burst * 2) == rate.burst
    world.clock.advance(seconds=1 / rate.per_second)
    assert await granted(world, 10) == 1
    world.clock.advance(seconds=1_000_000)
    assert await granted(world, rate.burst * 2) == rate.burst, "a full bucket does not overflow"


async def test_classes_have_buckets_of_their_own(world):
    await limited(world, Rate(1, 2), "transform")
    assert await granted(world, 9, "transform") == 2
    assert [await granted(world, 9, other) for other in CLASSES if other != "transform"] == [9, 9, 9]


async def test_a_refusal_says_how_often_and_when_to_come_again(world):
    await limited(world, Rate(0.1, 3), "poll")
    await granted(world, 3, "poll")
    world.clock.advance(seconds=4)
    with pytest.raises(
        RateExceeded, match=r"Poll commands may come 0\.1 times a second, 3 at once; try again in 6\.0 seconds"
    ):
        await within_rate(world.as_("alpha"), "poll")
    world.clock.advance(seconds=6)
    await within_rate(world.as_("alpha"), "poll")


async def test_an_empty_bucket_is_not_asked_before_it_can_hold_a_token(world, monkeypatch):
    await limited(world, Rate(1, 1))
    await granted(world, 2)
    asked = []
    reading = world.store.reading
    monkeypatch.setattr(type(world.store), "reading", lambda self, work: asked.append(work) or reading(work))
    assert await granted(world, 1000) == 0
    assert asked == []


async def test_large_buckets_are_asked_seldom(world, monkeypatch):
    await limited(world, Rate(1000, 1000))
    asked = []
    reading = world.store.reading
    monkeypatch.setattr(type(world.store), "reading", lambda self, work: asked.append(work) or reading(work))
    assert await granted(world, 1000) == 1000
    assert len(asked) == 8


async def test_tokens_that_a_process_did_not_spend_lapse(world):
    await limited(world, Rate(40, 800))
    assert await granted(world, 401) == 401, "and nine more are taken"
    world.clock.advance(seconds=2)
    assert await granted(world, 1000) == 800 - 410 + 2 * 40


async def test_a_limit_is_changed_and_lifted(world):
    await limited(world, Rate(1, 1))
    assert await granted(world, 9) == 1
    await limited(world, Rate(1, 4))
    assert await granted(world, 9) == 4, "a new bucket is full"
    await limited(world, None)
    assert await granted(world, 9) == 9


async def test_a_limit_that_was_lifted_binds_nobody_who_has_not_heard(world):
    await limited(world, Rate(1, 1))
    await registrar_rate(world.operator, "alpha", "check", None)
    assert await granted(world, 3) == 3


async def test_what_makes_no_sense_is_refused(world):
    for rate in (Rate(0, 1), Rate(-1, 1), Rate(1, 0), Rate(float("nan"), 1), Rate(float("inf"), 1)):
        with pytest.raises(ParameterRange):
            await registrar_rate(world.operator, "alpha", "check", rate)
    for rate in (Rate(1, 1), None):
        with pytest.raises(ObjectMissing):
            await registrar_rate(world.operator, "nobody", "check", rate)


@pytest.mark.parametrize("burst", [7, 100])
async def test_processes_share_one_bucket(clone: Clone, clock: FakeClock, burst):
    worlds = [await open_world(await clone.store(), clock) for _ in range(3)]
    await registrar_rate(worlds[0].operator, "alpha", "check", Rate(1, burst))
    for world in worlds:
        world.registry.rates.replace(await world.store.reading(rates.every))
    asked = [granted(world, burst) for world in worlds for _ in range(3)]
    assert sum(await asyncio.gather(*asked)) == burst
    asked = [granted_from(world, "192.0.2.1", Rate(1, burst), burst) for world in worlds for _ in range(3)]
    assert sum(await asyncio.gather(*asked)) == burst, "nor does it matter to a place which of them it reaches"


async def granted_from(world: World, place: str, rate: Rate, asked: int) -> int:
    """How many of so many commands from a place are let through, whoever sends them."""
    passed = 0
    for number in range(asked):
        try:
            await within_rate_of_places(world.as_(("alpha", "beta")[number % 2]), place, rate)
        except RateExceeded:
            continue
        passed += 1
    return passed


async def test_each_place_has_a_bucket_and_registrars_share_it(world):
    rate = Rate(1, 5)
    assert [await granted_from(world, place, rate, 9) for place in ("192.0.2.1", "2001:db8::/64")] == [5, 5]
    world.clock.advance(seconds=2)
    assert await granted_from(world, "192.0.2.1", rate, 9) == 2
    with pytest.raises(
        RateExceeded, match=r"Commands from one address may come 1 times a second, 5 at once; .* 1\.0 s"
    ):
        await within_rate_of_places(world.as_("gamma"), "192.0.2.1", rate)


async def test_a_place_that_is_silent_for_long_is_forgotten_and_begins_anew(world):
    await granted_from(world, "192.0.2.1", Rate(0.00001, 3), 3)
    world.clock.advance(seconds=1)
    await granted_from(world, "192.0.2.2", Rate(0.00001, 3), 3)
    world.clock.advance(seconds=FORGOTTEN.total_seconds() - 0.5)
    for _ in range(2):
        await forget_places(world.registry)
        assert [row["place"] for row in await world.fetch("SELECT place FROM registry.place_bucket")] == ["192.0.2.2"]
    assert [await granted_from(world, f"192.0.2.{each}", Rate(0.00001, 3), 3) for each in (1, 2)] == [3, 0]
    leases = [world.registry.rates.lease_of(each, world.clock.now()) for each in ("192.0.2.3", "192.0.2.4")]
    assert leases[0] is not world.registry.rates.lease_of("192.0.2.3", world.clock.now()), "nor does memory grow"


async def test_what_a_registrar_has_left_is_shown(world):
    await limited(world, Rate(1, 5))
    assert await granted(world, 3) == 3
    world.clock.advance(seconds=1)
    (left,) = await world.store.reading(
        lambda db: rates.left(db, registrar_id=world.numbers["alpha"], now=world.clock.now())
    )
    assert (left.rate_class, left.burst, left.left) == ("check", 5, 3)


@pytest.mark.slow
async def test_running_processes_hear_of_a_limit_at_once(clone: Clone, clock: FakeClock):
    world = await open_world(await clone.store(), clock)
    opened = await open_registry(clone.url, Settings(), "epp", check=migrate.check, clock=clock)
    try:
        known = opened.registry.rates
        for rate in (Rate(3, 9), Rate(4, 9), None):
            await registrar_rate(world.operator, "alpha", "check", rate)
            async with asyncio.timeout(10):
                while known.limits.get(world.numbers["alpha"], {}).get("check") != rate:  # noqa: ASYNC110  nobody tells
                    await asyncio.sleep(0.02)
    finally:
        await opened.close()


@pytest.mark.slow
async def test_a_process_that_starts_knows_the_limits(clone: Clone, clock: FakeClock):
    world = await open_world(await clone.store(), clock)
    await registrar_rate(world.operator, "alpha", "poll", Rate(3, 9))
    settings = Settings(epp=Epp(password_days=90, policy_notice_days=7))
    opened = await open_registry(clone.url, settings, "epp", check=migrate.check, clock=clock)
    assert opened.registry.ahead == Ahead(password_life=90, policy=7), "and how long before it tells what comes"
    assert opened.registry.rates.limits == {world.numbers["alpha"]: {"poll": Rate(3, 9)}}
    await opened.close()


def test_a_question_is_no_transform_whatever_its_verb():
    assert class_of("transfer", DomainTransfer("name.test", "query")) == "info"
    assert class_of("transfer", ContactTransfer("C-1", "query")) == "info"
    assert class_of("transfer", DomainTransfer("name.test", "request")) == "transform"
    assert class_of("login", object()) is class_of("logout", object()) is None


def test_a_registry_begins_without_limits(world):
    registry = Registry(world.store, world.clock, world.registry.book, Transactions(1), "NAMEHSE")
    assert not registry.rates.limits
