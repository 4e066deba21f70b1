"""Registrars are told of what comes: those whom it concerns, once, whoever tells, and without a word of what is others'."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from epp.commands.login import Login
from registry.actions.registrar_accredit import registrar_unaccredit
from registry.actions.registrar_certificates import registrar_pin_certificate, registrar_unpin_certificate
from registry.actions.registrar_password import registrar_password
from registry.actions.registrar_poll_test import registrar_poll_test
from registry.actions.registrar_state import registrar_state
from registry.actions.tld_create import tld_change
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from registry.errors import NotAuthorized, ObjectMissing
from registry.jobs.tell_ahead import tell_ahead
from registry.model.ahead import Ahead
from registry.model.pricing import Rate
from registry.requests.poll import PollAck, PollRequest
from registry.requests.registrar import RegistrarStateChange
from tests.epp.talk import CERTIFICATE, NS, Talk, service_of
from tests.world import PASSWORD, PRICES, TLDS, Clone, World, open_world

TEXTS = """SELECT r.handle, m.text FROM registry.poll_message m JOIN registry.registrar r ON r.id = m.registrar_id
            ORDER BY r.handle, m.id"""


async def told(world: World) -> list[tuple[str, str]]:
    await tell_ahead(world.registry)
    return [(row["handle"], row["text"]) for row in await world.fetch(TEXTS)]


async def pinned(world: World, handle: str, certificate: bytes, days: int) -> None:
    now = world.clock.now()
    until = now + timedelta(days=days)
    await registrar_pin_certificate(world.operator, handle, certificate, now - timedelta(days=1), until)


@pytest.mark.feature("REG-01")
async def test_who_has_no_certificate_for_later_is_told_and_who_has_the_next_is_not(world: World) -> None:
    for handle, days in (("alpha", 20), ("beta", 20), ("beta", 400), ("gamma", 400), ("delta", 20)):
        await pinned(world, handle, f"{handle} {days}".encode(), days)
    await registrar_state(world.operator, RegistrarStateChange("delta", "terminated"))
    (only,) = await told(world)
    assert only == (
        "alpha",
        "The certificate of alpha ends on 2026-03-21 12:00 UTC, and none is pinned that lasts longer.",
    )
    world.clock.advance(days=25)  # nobody has run meanwhile, and nothing is said twice
    assert await told(world) == [only]
    (fingerprint,) = await world.fetch("SELECT fingerprint FROM registry.certificate c WHERE c.registrar_id = $1",
                                       world.numbers["alpha"])  # fmt: skip
    await registrar_unpin_certificate(world.operator, "alpha", fingerprint["fingerprint"].hex())
    assert await told(world) == [only], "what was told stays told"


async def test_passwords_are_told_of_where_they_age_each_by_its_own_age(world: World) -> None:
    world.clock.advance(days=80)
    assert await told(world) == []
    world.registry.ahead = Ahead(password=14, password_life=90)
    await registrar_password(world.operator, "beta", "another-correct-horse")
    found = await told(world)
    assert [handle for handle, _ in found] == ["alpha", "delta", "gamma"]
    assert found[0][1] == "The password of alpha opens for a new one alone from 2026-05-30 12:00 UTC on."
    assert await told(world) == found
    world.clock.advance(days=80)
    assert [handle for handle, _ in await told(world)] == ["alpha", "beta", "delta", "gamma"], (
        "its own, when that is old"
    )


async def test_of_prices_those_hear_who_may_sell_then_and_nobody_hears_what_others_pay(world: World) -> None:
    at = world.clock.now() + timedelta(days=40)
    rates = (Rate("create", "USD", 100, group="large"),)
    await tld_change(
        world.operator, "example", replace(TLDS["example"], rates=rates, prices=replace(PRICES, renew=900)), at
    )
    await registrar_unaccredit(world.operator, "beta", "example", at - timedelta(days=1))
    assert await told(world) == [], "not yet"
    world.clock.advance(days=11)
    found = await told(world)
    assert found == [
        (handle, "Prices of .example change on 2026-04-10 12:00 UTC: renew 9.00 USD instead of 10.00 USD.")
        for handle in ("alpha", "delta", "gamma")
    ]
    world.clock.advance(days=40)
    assert await told(world) == found, "late is not again"


@pytest.mark.feature("REG-01")
async def test_a_session_that_chose_nothing_but_domains_reads_each(world: World) -> None:
    await pinned(world, "alpha", CERTIFICATE, 20)
    world.registry.ahead = Ahead(password_life=14)
    await tld_change(world.operator, "test", TLDS["example"], world.clock.now() + timedelta(days=9))
    await registrar_poll_test(world.as_("alpha"), "alpha")
    await tell_ahead(world.registry)
    await world.fetch("DELETE FROM registry.certificate WHERE valid_to < $1 RETURNING 1", world.clock.now())
    worker_id = await start_worker(world.store, world.clock, "epp")
    talk = Talk(service_of(world, worker_id), CERTIFICATE)
    assert (await talk.say(Login("alpha", PASSWORD, objects=(NS["domain"],), extensions=()))).code == 1000
    for word in ("Test message for alpha", "certificate of alpha", "password of alpha", "Rules of .test"):
        answer = await talk.say(PollRequest())
        assert answer.code == 1301 and word in answer.text("epp:msgQ/epp:msg")
        assert not answer.has("epp:resData") and not answer.has("epp:extension"), "the text says it all"
        assert (await talk.say(PollAck(answer.root.find(".//epp:msgQ", NS).get("id")))).code == 1000


async def test_a_test_message_is_the_registrys_to_leave_and_the_registrars_own(world: World) -> None:
    with pytest.raises(NotAuthorized):
        await registrar_poll_test(world.as_("alpha"), "beta")
    with pytest.raises(ObjectMissing):
        await registrar_poll_test(world.operator, "nobody")
    for _ in range(2):
        await registrar_poll_test(world.operator, "beta")
    assert await told(world) == [("beta", "Test message for beta.")] * 2


@pytest.mark.slow
async def test_workers_that_tell_at_once_tell_once(clone: Clone, clock: FakeClock) -> None:
    worlds = [await open_world(await clone.store(), clock) for _ in range(3)]
    await pinned(worlds[0], "alpha", CERTIFICATE, 20)
    await asyncio.gather(*[tell_ahead(world.registry) for world in worlds])
    assert len(await told(worlds[0])) == 1
