"""The doorkeeper under pressure: many tries at once, changes that meet, changes that fail half-way."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from panel.accounts import ensure_account
from panel.database import Database
from panel.identity import tries
from panel.identity.actions import Identity, PasswordRefused, SignInRefused
from panel.identity.browser import Browser
from panel.identity.passkeys import Passkeys
from panel.identity.proofs import Proofs
from panel.identity.sealing import Seal
from panel.identity.tries import TooManyTries, Tries
from registry.clock import FakeClock
from registry.passwords import _pool
from tests.world import Clone, open_world

pytestmark = pytest.mark.slow  # each signs in with hashes that are meant to take time

PASSWORD = "four plain words here"
NEW = "another few plain words"
HERE = Browser("192.0.2.1", "Testbrowser/1.0")


@asynccontextmanager
async def doorkeeper(clone: Clone, clock: FakeClock, size: int = 30) -> AsyncIterator[Identity]:
    """One who knows `ada`, with connections enough that nobody waits for one."""
    world = await open_world(await clone.store(2), clock)
    await ensure_account(world.registry, "ada", PASSWORD, "support", None, "Ada", "ada@mail.example")
    database = Database.open(clone.url, size)
    try:
        proofs = Proofs(clock, Seal.of("a key"), Passkeys(clock, None))
        yield Identity(await clone.store(size), database, clock, 3600.0, Tries(database, clock), proofs)
    finally:
        await database.close()


async def outcome(attempt) -> str:
    try:
        await attempt
    except (SignInRefused, TooManyTries) as refusal:
        return type(refusal).__name__
    return "in"


async def test_of_many_wrong_tries_at_once_no_more_than_the_limit_are_verified(clone: Clone, clock: FakeClock) -> None:
    async with doorkeeper(clone, clock) as identity:
        attempts = [
            identity.sign_in("ada", f"guess {number}", Browser(f"192.0.2.{number}", "")) for number in range(30)
        ]
        outcomes = Counter(await asyncio.gather(*map(outcome, attempts)))
        assert outcomes == {"SignInRefused": tries.MOST_PER_LOGIN, "TooManyTries": 30 - tries.MOST_PER_LOGIN}


async def test_in_a_crowd_a_sign_in_is_asked_to_wait_and_is_no_failed_try(clone: Clone, clock: FakeClock) -> None:
    async with doorkeeper(clone, clock, 2) as identity:
        away = threading.Event()
        crowd = []
        for many in (1, 250):  # one that is being done and never ends, and then more than may wait for it
            crowd += [asyncio.create_task(_pool().run(number, partial(away.wait, 10))) for number in range(many)]
            await asyncio.sleep(0.2)
        try:
            for _ in range(tries.MOST_PER_LOGIN + 1):
                with pytest.raises(TooManyTries) as refusal:
                    await identity.sign_in("ada", PASSWORD, HERE)
                assert refusal.value.wait == tries.CROWD
        finally:
            away.set()
            await asyncio.gather(*crowd, return_exceptions=True)
        assert await identity.sign_in("ada", PASSWORD, HERE)


async def test_one_address_that_tries_many_logins_at_once_gets_no_more_than_its_limit(
    clone: Clone, clock: FakeClock
) -> None:
    async with doorkeeper(clone, clock) as identity:
        attempts = [
            identity.sign_in(f"name-{number}", "a guess", HERE) for number in range(tries.MOST_PER_ADDRESS + 10)
        ]
        outcomes = Counter(await asyncio.gather(*map(outcome, attempts)))
        assert outcomes == {"SignInRefused": tries.MOST_PER_ADDRESS, "TooManyTries": 10}


async def test_a_password_that_cannot_end_the_other_sessions_is_not_changed(clone: Clone, clock: FakeClock) -> None:
    async with doorkeeper(clone, clock) as identity:
        mine, other = [(await identity.sign_in("ada", PASSWORD, HERE)).token for _ in range(2)]
        viewer = await identity.viewer(mine, HERE.address)
        assert viewer is not None
        store = await clone.store(1)
        await store.reading(
            lambda db: db.execute("""
                CREATE FUNCTION iam.stuck() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'stuck'; END$$;
                CREATE TRIGGER stuck BEFORE DELETE ON iam.session FOR EACH ROW EXECUTE FUNCTION iam.stuck()
            """)
        )
        with pytest.raises(Exception, match="stuck"):
            await identity.change_password(viewer, PASSWORD, NEW, NEW, HERE)
        await store.reading(lambda db: db.execute("DROP TRIGGER stuck ON iam.session"))
        assert await identity.viewer(other, HERE.address) is not None
        await identity.sign_in("ada", PASSWORD, HERE)
        with pytest.raises(SignInRefused):
            await identity.sign_in("ada", NEW, HERE)


async def test_of_two_password_changes_at_once_one_wins_and_its_session_stays(clone: Clone, clock: FakeClock) -> None:
    async with doorkeeper(clone, clock) as identity:
        tokens = [(await identity.sign_in("ada", PASSWORD, HERE)).token for _ in range(2)]
        viewers = [await identity.viewer(token, HERE.address) for token in tokens]
        changes = [
            identity.change_password(viewer, PASSWORD, NEW + suffix, NEW + suffix, HERE)
            for viewer, suffix in zip(viewers, "ab", strict=True)
            if viewer is not None
        ]
        results = await asyncio.gather(*changes, return_exceptions=True)
        assert Counter(type(result) for result in results) == {type(None): 1, PasswordRefused: 1}
        winner = results.index(None)
        assert [await identity.viewer(token, HERE.address) is not None for token in tokens] == [
            winner == 0,
            winner == 1,
        ]
