"""Slow on purpose for those who guess, and only for them; nobody waits for another's guesses."""

import asyncio
import threading
import time

import pytest

from registry import passwords
from registry.fair import Crowded, FairPool
from registry.passwords import Recognised, hashed, verified

pytestmark = pytest.mark.slow  # hashes that are meant to take time

SECOND = "right-horse"


@pytest.fixture
def slow(monkeypatch):
    """How often the slow hash was asked, with nothing recognised yet."""
    asked = []
    real = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda *both: asked.append(both) or real(*both))
    monkeypatch.setattr(passwords, "_recognised", Recognised())
    return asked


async def test_a_password_that_was_verified_is_recognised_and_a_wrong_one_never_is(slow):
    stored = await hashed(SECOND)
    assert await verified(SECOND, stored, swiftly=True)
    assert await verified(SECOND, stored, swiftly=True)
    assert len(slow) == 1
    for _ in range(3):
        assert not await verified("wrong-horse", stored, swiftly=True)
    assert len(slow) == 4


async def test_only_who_may_be_spared_the_slow_hash_is(slow):
    stored = await hashed(SECOND)
    assert await verified(SECOND, stored, swiftly=True)
    assert await verified(SECOND, stored)
    assert not await verified(SECOND, None, swiftly=True)
    assert len(slow) == 3


async def test_what_was_verified_otherwise_is_not_learnt(slow):
    stored = await hashed(SECOND)
    for swiftly in (False, True):
        assert await verified(SECOND, stored, swiftly=swiftly)
    assert len(slow) == 2


async def test_the_old_password_is_not_recognised_for_a_new_hash(slow):
    old, new = await hashed(SECOND), await hashed("newer-horse")
    assert await verified(SECOND, old, swiftly=True)
    assert not await verified(SECOND, new, swiftly=True)
    assert await verified("newer-horse", new, swiftly=True)


def test_what_is_recognised_is_forgotten_in_time_and_bounded_in_number():
    now = [0.0]
    recognised = Recognised(seconds=10, most=3, clock=lambda: now[0])
    for number in range(5):
        recognised.learn(f"password-{number}", "hash")
    assert [recognised.knows(f"password-{number}", "hash") for number in range(5)] == [False, False, True, True, True]
    now[0] = 9.9
    assert recognised.knows("password-4", "hash") and not recognised.knows("password-4", "another hash")
    now[0] = 10.0
    assert not recognised.knows("password-4", "hash")
    recognised.learn("password-5", "hash")
    assert len(recognised._until) == 1


def test_what_is_kept_tells_nothing_to_whoever_has_not_the_key():
    one, other = Recognised(), Recognised()
    assert one._mark("password", "hash") != other._mark("password", "hash")
    assert b"password" not in one._mark("password", "hash")


async def test_places_take_turns_however_much_one_of_them_asks():
    pool = FairPool(1, 100, 100, 0, "test")
    gate = threading.Event()
    order = []
    busy = asyncio.ensure_future(pool.run("busy", gate.wait))
    many = [asyncio.ensure_future(pool.run("busy", lambda: order.append("busy"))) for _ in range(10)]
    few = [asyncio.ensure_future(pool.run(place, lambda place=place: order.append(place))) for place in ("a", "b")]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(busy, *many, *few)
    assert order[:4] == ["busy", "a", "b", "busy"]
    assert len(order) == 12 and not pool._lines


async def test_what_would_wait_too_long_is_refused_at_once():
    pool = FairPool(1, 3, 2, 0, "test")
    gate = threading.Event()
    busy = asyncio.ensure_future(pool.run("busy", gate.wait))
    while not pool._pool._work_queue.empty() or pool._waiting:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(0.01)
    waiting = [asyncio.ensure_future(pool.run("busy", lambda: 1)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Crowded):
        await pool.run("busy", lambda: 1)
    waiting.append(asyncio.ensure_future(pool.run("other", lambda: 2)))
    await asyncio.sleep(0)
    with pytest.raises(Crowded):
        await pool.run("third", lambda: 3)
    gate.set()
    assert await asyncio.gather(busy, *waiting) == [True, 1, 1, 2]
    assert await pool.run("third", lambda: 3) == 3


async def test_a_job_that_fails_and_one_that_nobody_waits_for_leave_the_pool_well():
    pool = FairPool(1, 9, 9, 0, "test")
    gate = threading.Event()
    busy = asyncio.ensure_future(pool.run("a", gate.wait))
    done = []
    given_up = asyncio.ensure_future(pool.run("b", lambda: done.append("b")))
    await asyncio.sleep(0.05)
    given_up.cancel()
    await asyncio.sleep(0)
    gate.set()
    await busy
    with pytest.raises(ZeroDivisionError):
        await pool.run("c", lambda: 1 // 0)
    assert await pool.run("d", lambda: "fine") == "fine"
    assert done == []


async def test_the_slow_hash_gives_way_to_everything_else():
    import os

    own = os.getpriority(os.PRIO_PROCESS, 0)
    pool = FairPool(1, 9, 9, 5, "test")
    assert await pool.run("a", lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())) == 5
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


async def test_an_unknown_registrar_takes_as_long_as_a_known_one():
    stored = await hashed(SECOND)
    await verified("wrong", None)  # the first makes what all others are held against
    spent = {stored: [], None: []}
    for _ in range(4):  # in turns, and the least of each: a machine with other work to do slows both
        for against, times in spent.items():
            began = time.perf_counter()
            await verified("wrong", against)
            times.append(time.perf_counter() - began)
    assert 0.4 < min(spent[stored]) / min(spent[None]) < 2.5
