"""Who gets in, who does not, and that the answers cannot be told apart."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_create import registrar_create
from registry.actions.registrar_login import registrar_login
from registry.actions.registrar_logout import registrar_logout
from registry.actions.registrar_state import registrar_state
from registry.actions.worker import SILENCE, beat, end_worker, start_worker
from registry.clock import FakeClock
from registry.errors import LoginFailed, SessionLimit
from registry.requests.registrar import RegistrarCreate, RegistrarLogin, RegistrarSession, RegistrarStateChange
from tests.world import PASSWORD, Clone, World, open_world

CERTIFICATE = b"a certificate in its DER form"
HOME = "192.0.2.10"


async def pinned(world: World, handle: str = "alpha", certificate: bytes = CERTIFICATE) -> int:
    now = world.clock.now()
    await registrar_pin_certificate(world.operator, handle, certificate, now, now + timedelta(days=90))
    return await start_worker(world.store, world.clock, "epp")


async def login(world: World, worker: int, **changes: object) -> RegistrarSession:
    wish = {"handle": "alpha", "password": PASSWORD, "new_password": None, "address": HOME, "certificate": CERTIFICATE}
    return await registrar_login(world.registry.context("epp"), RegistrarLogin(**(wish | changes), worker_id=worker))


async def test_password_and_certificate_open_a_session(world: World) -> None:
    session = await login(world, await pinned(world))
    assert (session.registrar, session.registrar_id) == ("alpha", world.numbers["alpha"])
    assert [row["id"] for row in await world.fetch("SELECT id FROM registry.session")] == [session.session_id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"handle": "nobody"},
        {"password": "wrong-horse"},
        {"certificate": None},
        {"certificate": b"another"},
        {"handle": "beta"},
    ],
    ids=["unknown registrar", "wrong password", "no certificate", "wrong certificate", "another's certificate"],
)
async def test_whatever_is_wrong_the_refusal_is_the_same(world: World, wrong: dict[str, object]) -> None:
    worker = await pinned(world)
    with pytest.raises(LoginFailed) as refusal:
        await login(world, worker, **wrong)
    assert refusal.value.code == 2200
    assert repr(refusal.value) == "LoginFailed(2200, 'Who you are could not be verified.', None=None)"


async def test_a_certificate_opens_the_door_only_while_it_is_pinned(world: World) -> None:
    worker = await pinned(world)
    world.clock.advance(days=90)
    with pytest.raises(LoginFailed):
        await login(world, worker)


@pytest.mark.feature("REG-10")
async def test_the_current_certificate_and_the_next_both_open_it_until_the_first_ends(world: World) -> None:
    following = b"the next certificate"
    worker = await pinned(world)
    now, day = world.clock.now(), timedelta(days=1)
    await registrar_pin_certificate(world.operator, "alpha", following, now + 60 * day, now + 400 * day)
    for days, opens in ((0, {CERTIFICATE}), (60, {CERTIFICATE, following}), (31, {following})):
        world.clock.advance(days=days)
        for certificate in (CERTIFICATE, following):
            if certificate in opens:
                await login(world, worker, certificate=certificate)
            else:
                with pytest.raises(LoginFailed):
                    await login(world, worker, certificate=certificate)


async def test_a_terminated_registrar_does_not_get_in_and_a_suspended_one_does(world: World) -> None:
    worker = await pinned(world)
    await registrar_state(world.operator, RegistrarStateChange("alpha", "suspended"))
    await login(world, worker)
    await registrar_state(world.operator, RegistrarStateChange("alpha", "terminated"))
    with pytest.raises(LoginFailed):
        await login(world, worker)


async def test_a_registrar_with_networks_comes_from_them_or_not_at_all(world: World) -> None:
    wish = RegistrarCreate("epsilon", "Epsilon", PASSWORD, networks=("198.51.100.0/24", "2001:db8::/32"))
    await registrar_create(world.operator, wish)
    worker = await pinned(world, "epsilon")
    for allowed in ("198.51.100.7", "2001:db8::7"):
        await login(world, worker, handle="epsilon", address=allowed)
    with pytest.raises(LoginFailed):
        await login(world, worker, handle="epsilon", address=HOME)


async def test_a_new_password_is_kept_when_the_login_succeeds(world: World) -> None:
    worker = await pinned(world)
    await login(world, worker, new_password="battery-staple")
    with pytest.raises(LoginFailed):
        await login(world, worker)
    await login(world, worker, password="battery-staple")
    sql = "SELECT event, registrar_id, operator, state::text FROM registry.history WHERE kind = 'registrar' AND name = 'alpha'"
    *_, last = await world.fetch(sql + " ORDER BY version")
    assert (last["event"], last["registrar_id"], last["operator"]) == ("password", world.numbers["alpha"], None)
    assert "battery" not in last["state"]
    assert "argon2" not in last["state"]


async def test_a_new_password_is_forgotten_when_the_login_fails(world: World) -> None:
    worker = await pinned(world)
    with pytest.raises(LoginFailed):
        await login(world, worker, new_password="battery-staple", certificate=None)
    for _ in range(3):
        await login(world, worker)
    with pytest.raises(SessionLimit):  # its sessions are used up: even then the password stays
        await login(world, worker, new_password="battery-staple")
    with pytest.raises(LoginFailed):
        await login(world, worker, password="battery-staple")


async def test_a_registrar_has_a_limit_of_sessions_and_logout_gives_a_place_back(world: World) -> None:
    worker = await pinned(world)
    session, *_ = [await login(world, worker) for _ in range(3)]
    with pytest.raises(SessionLimit) as refusal:
        await login(world, worker)
    assert refusal.value.code == 2502
    await registrar_logout(world.as_("alpha"), session.session_id)
    await registrar_logout(world.as_("alpha"), session.session_id, "lost")  # the connection was lost as well
    await login(world, worker)


async def test_the_sessions_of_a_dead_worker_do_not_count(world: World) -> None:
    dead, alive = await pinned(world), await start_worker(world.store, world.clock, "epp")
    began = world.clock.now()
    for _ in range(3):
        await login(world, dead)
    world.clock.move_to(world.clock.now() + SILENCE)
    await login(world, alive)  # before anybody noticed
    assert dead in await beat(world.store, alive, world.clock.now(), "epp")
    assert len(await world.fetch("SELECT FROM registry.session")) == 1
    await end_worker(world.store, alive, world.clock.now())
    over = await world.fetch("SELECT ending, ended_at FROM registry.past_session ORDER BY id")
    assert [tuple(row) for row in over] == [("vanished", began)] * 3 + [("stopped", world.clock.now())]


async def test_a_worker_taken_for_dead_can_open_sessions_again(world: World) -> None:
    worker, other = await pinned(world), await start_worker(world.store, world.clock, "epp")
    world.clock.move_to(world.clock.now() + SILENCE)
    await beat(world.store, other, world.clock.now(), "epp")
    await beat(world.store, worker, world.clock.now(), "epp")
    assert isinstance(await login(world, worker), RegistrarSession)


@pytest.mark.feature("REG-10")
async def test_logins_at_once_on_two_workers_share_one_limit(clone: Clone, clock: FakeClock) -> None:
    first = await open_world(await clone.store(), clock)
    second = World(replace(first.registry, store=await clone.store()), clock, first.numbers)
    workers = [await pinned(first), await start_worker(second.store, clock, "epp")]
    attempts = [login(world, worker) for world, worker in zip((first, second), workers, strict=True) for _ in range(6)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(outcome, RegistrarSession) for outcome in outcomes) == 3
    assert sum(isinstance(outcome, SessionLimit) for outcome in outcomes) == 9
