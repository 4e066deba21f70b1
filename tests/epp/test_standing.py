"""A registrar that is suspended may look and let names go, in sessions that are open and in new ones; a terminated one is out."""

import asyncio
from datetime import timedelta

import pytest

from epp.commands.logout import Logout
from registry.actions.domain_create import domain_create
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_state import registrar_state
from registry.clock import FakeClock
from registry.errors import CommandUse
from registry.model.registrar import STATES, TRANSITIONS, RegistrarState
from registry.requests.contact import ContactCheck
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.host import HostCreate
from registry.requests.poll import PollRequest
from registry.requests.registrar import RegistrarStateChange
from registry.settings import Settings
from registry.start import OpenRegistry, open_registry
from registry.store import registrars
from schemas import migrate
from tests.epp.talk import CERTIFICATE, Talk, service_of
from tests.ways import change_rules
from tests.world import Clone, World, open_world

SECRET = "open-sesame-of-twenty-characters"


async def make(world: World, handle: str, state: RegistrarState) -> None:
    """What running processes do when they hear of the change is done here by hand."""
    await registrar_state(world.operator, RegistrarStateChange(handle, state))
    world.registry.standings = dict(await world.store.reading(registrars.not_active))


@pytest.mark.feature("REG-10")
async def test_a_suspended_registrar_may_look_and_let_names_go_and_nothing_else(world: World, alpha: Talk) -> None:
    await domain_create(world.as_("alpha"), DomainCreate("one.example", authinfo=SECRET))
    await make(world, "alpha", "suspended")
    for wish in (
        DomainCreate("two.example", authinfo=SECRET),
        DomainUpdate("one.example"),
        DomainDelete("one.example"),
        DomainCheck(("two.example",)),
        ContactCheck(("X-1",)),
        HostCreate("ns1.one.example"),
        DomainTransfer("one.example", "reject"),
    ):
        answer = await alpha.say(wish)
        assert answer.code == 2201, wish
        assert answer.reason == "A suspended registrar may look, read its messages and let names go."
    assert (await alpha.say(DomainInfo("one.example"))).code == 1000
    assert (await alpha.say(PollRequest())).code in (1300, 1301)
    assert (await alpha.say(DomainTransfer("one.example", "approve"))).code == 2301  # the registry had a look at it
    assert (await alpha.say(Logout())).code == 1500


async def test_a_suspended_registrar_logs_in_and_one_that_is_active_again_may_do_everything(
    world: World, service
) -> None:
    await make(world, "alpha", "suspended")
    talk = Talk(service, CERTIFICATE)
    assert (await talk.login("alpha")).code == 1000
    assert (await talk.say(DomainCreate("two.example", authinfo=SECRET))).code == 2201
    await make(world, "alpha", "active")
    assert (await talk.say(DomainCreate("two.example", authinfo=SECRET))).code == 1000


async def test_a_terminated_registrars_session_ends_with_its_next_command(world: World, alpha: Talk, service) -> None:
    await make(world, "alpha", "terminated")
    assert (await alpha.say(DomainInfo("one.example"))).code == 2501
    assert alpha.session.closing
    assert (await Talk(service, CERTIFICATE).login("alpha")).code == 2200


@pytest.mark.feature("REG-11")
async def test_a_registrar_in_ote_gains_names_in_sandboxes_alone_and_keeps_what_it_has(
    world: World, alpha: Talk, service
) -> None:
    await domain_create(world.as_("alpha"), DomainCreate("one.example", authinfo=SECRET))
    await domain_create(world.as_("beta"), DomainCreate("other.example", authinfo=SECRET))
    await change_rules(world, "invalid", {"sandbox": True})
    await registrar_state(world.operator, RegistrarStateChange("alpha", "terminated"))
    await make(world, "alpha", "applicant")
    assert (await Talk(service, CERTIFICATE).login("alpha")).code == 2200
    assert (await alpha.say(DomainInfo("one.example"))).code == 2501
    await make(world, "alpha", "ote")
    talk = Talk(service, CERTIFICATE)
    assert (await talk.login("alpha")).code == 1000
    assert (await talk.say(DomainCreate("two.invalid", authinfo=SECRET))).code == 1000
    for wish in (
        DomainCreate("two.example", authinfo=SECRET),
        DomainTransfer("other.example", "request", authinfo=SECRET),
    ):
        answer = await talk.say(wish)
        assert (answer.code, answer.reason) == (2201, "A registrar in OT&E gains names in sandboxes alone."), wish
    assert (await talk.say(DomainCheck(("two.example",)))).code == 1000
    assert (await talk.say(DomainDelete("one.example"))).code == 1000
    await make(world, "alpha", "active")
    assert (await talk.say(DomainCreate("two.example", authinfo=SECRET))).code == 1000


@pytest.mark.parametrize("state", STATES)
async def test_what_may_become_of_a_registrar_is_a_table(world: World, state: RegistrarState) -> None:
    await world.fetch("UPDATE registry.registrar SET state = $1 WHERE handle = 'alpha'", state)
    for after in STATES:
        if after in TRANSITIONS[state]:
            await registrar_state(world.operator, RegistrarStateChange("alpha", after))
            await world.fetch("UPDATE registry.registrar SET state = $1 WHERE handle = 'alpha'", state)
        else:
            with pytest.raises(CommandUse):
                await registrar_state(world.operator, RegistrarStateChange("alpha", after))


async def test_others_are_not_concerned(world: World, alpha: Talk, service) -> None:
    await make(world, "beta", "terminated")
    assert (await alpha.say(DomainCreate("two.example", authinfo=SECRET))).code == 1000


@pytest.mark.slow
async def test_a_running_process_hears_of_it_even_after_its_ear_was_cut(clone: Clone, clock: FakeClock) -> None:
    other = await open_world(await clone.store(), clock)
    opened = await open_registry(clone.url, Settings(), "epp", check=migrate.check, clock=clock)
    try:
        running = World(opened.registry, clock, other.numbers)
        now = clock.now()
        await registrar_pin_certificate(other.operator, "alpha", CERTIFICATE, now, now + timedelta(days=1))
        talk = Talk(service_of(running, opened.worker_id), CERTIFICATE)
        assert (await talk.login("alpha")).code == 1000
        await registrar_state(other.operator, RegistrarStateChange("alpha", "suspended"))
        await heard(opened, {other.numbers["alpha"]: "suspended"})
        assert (await talk.say(DomainCreate("two.example", authinfo=SECRET))).code == 2201
        await other.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ 'hears'")
        await registrar_state(other.operator, RegistrarStateChange("alpha", "terminated"))
        await heard(opened, {other.numbers["alpha"]: "terminated"})
        assert (await talk.say(DomainInfo("two.example"))).code == 2501
    finally:
        await opened.close()


async def test_a_process_knows_from_its_start_who_is_not_active(clone: Clone, clock: FakeClock) -> None:
    other = await open_world(await clone.store(), clock)
    await registrar_state(other.operator, RegistrarStateChange("beta", "suspended"))
    opened = await open_registry(clone.url, Settings(), "epp", check=migrate.check, clock=clock)
    known = opened.registry.standings
    await opened.close()
    assert known == {other.numbers["beta"]: "suspended"}


async def heard(opened: OpenRegistry, standings: dict[int, str]) -> None:
    async with asyncio.timeout(10):
        while opened.registry.standings != standings:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.02)
