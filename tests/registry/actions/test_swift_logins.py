"""A registrar who comes again is recognised; whoever is not quite him pays in full, and learns nothing by the time it takes."""

import asyncio
import threading

import pytest

from registry import passwords
from registry.actions import registrar_login as login_action
from registry.errors import LoginFailed, SessionLimit
from registry.passwords import Recognised
from tests.registry.actions.test_registrar_login import login, pinned
from tests.world import PASSWORD

ADDRESS = "192.0.2.1"
CROWD = passwords._MOST_OF_ONE_PLACE


@pytest.fixture
def slow(monkeypatch):
    """The passwords that the slow hash was asked about, with nothing recognised yet."""
    asked = []
    real = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda password, stored: asked.append(password) or real(password, stored))
    monkeypatch.setattr(passwords, "_recognised", Recognised())
    return asked


async def test_the_slow_hash_is_paid_once_for_many_sessions(world, slow):
    worker = await pinned(world)
    for _ in range(3):
        await login(world, worker)
    assert slow == [PASSWORD]


@pytest.mark.parametrize("wrong", [{"certificate": b"another"}, {"certificate": None}])
async def test_the_right_password_with_a_wrong_certificate_takes_as_long_as_a_wrong_one(world, slow, wrong):
    worker = await pinned(world)
    await login(world, worker)
    for _ in range(2):
        with pytest.raises(LoginFailed):
            await login(world, worker, **wrong)
    assert slow == [PASSWORD] * 3


async def test_from_a_network_that_is_not_allowed_nobody_is_recognised(world, slow):
    worker = await pinned(world)
    await login(world, worker)
    await world.fetch(
        "INSERT INTO registry.allowed_network (registrar_id, network) SELECT id, '192.0.2.0/24' FROM registry.registrar"
    )
    await login(world, worker)
    with pytest.raises(LoginFailed):
        await login(world, worker, address="198.51.100.1")
    assert slow == [PASSWORD] * 2


async def test_who_was_let_in_before_is_let_in_only_while_everything_else_holds(world, slow):
    worker = await pinned(world)
    await login(world, worker)
    await world.fetch("UPDATE registry.registrar SET state = 'terminated' WHERE handle = 'alpha'")
    with pytest.raises(LoginFailed):
        await login(world, worker)
    await world.fetch("UPDATE registry.registrar SET state = 'active' WHERE handle = 'alpha'")
    world.clock.advance(days=91)
    with pytest.raises(LoginFailed):
        await login(world, worker)


async def test_a_changed_password_is_asked_anew_and_the_old_one_is_wrong_at_once(world, slow):
    worker = await pinned(world)
    await login(world, worker)
    await login(world, worker, new_password="newer-horse")
    with pytest.raises(LoginFailed):
        await login(world, worker)
    await login(world, worker, password="newer-horse")
    assert slow == [PASSWORD, PASSWORD, "newer-horse"]


async def test_where_too_many_wait_a_login_is_refused_and_the_connection_closed(world, slow):
    worker = await pinned(world)
    begun, over = threading.Event(), threading.Event()

    def take_long() -> None:
        begun.set()
        over.wait()

    place = login_action.place_of(ADDRESS)
    crowd = [asyncio.ensure_future(passwords._pool().run(place, take_long))]
    try:
        await asyncio.to_thread(begun.wait)
        crowd += [asyncio.ensure_future(passwords._pool().run(place, take_long)) for _ in range(CROWD)]
        await asyncio.sleep(0)  # each of them takes its place in the line
        with pytest.raises(SessionLimit, match="Too many logins wait"):
            await login(world, worker, address=ADDRESS)
    finally:
        over.set()
        await asyncio.gather(*crowd)


def test_a_login_waits_in_the_line_of_its_address_and_of_its_64():
    assert login_action.place_of("192.0.2.1") == "192.0.2.1"
    assert (
        login_action.place_of("2001:db8::1")
        == login_action.place_of("2001:db8::ffff")
        != login_action.place_of("2001:db8:0:1::1")
    )
