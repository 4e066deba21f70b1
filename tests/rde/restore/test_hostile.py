"""Whatever a deposit has that it should not have: it is found, nothing is restored, and nobody sees a traceback."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from rde.expected import Expected
from rde.restore.restore import FIRM
from rde.verify.findings import CODES
from registry.clock import FakeClock
from registry.errors import Refusal
from tests.idn import three_tables
from tests.rde.restore.risen import empty_registry, rise, told
from tests.rde.verify.conftest import Good
from tests.rde.verify.mutations import MUTATIONS
from tests.world import BEGINNING, Clone, World

pytestmark = pytest.mark.slow

# A restore knows nothing of the registry that is not in the deposit.
ERRORS = [
    name for name, each in MUTATIONS.items() if CODES[each.code].severity == "error" and each.expected == Expected()
]
LISTS = ("kept",)


@pytest.fixture(scope="module")
def new(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[World]:
    """One registry that nothing may ever rise in."""
    clone = loop.run_until_complete(Clone.of(database))
    world = loop.run_until_complete(_empty(clone))
    yield world
    loop.run_until_complete(clone.drop())


async def _empty(clone: Clone) -> World:
    world = await empty_registry(clone, FakeClock(BEGINNING))
    await three_tables(world)
    return world


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("name", ERRORS)
async def test_a_bad_deposit_restores_nothing(new: World, good: dict[str, Good], tmp_path: Path, name: str) -> None:
    mutation = MUTATIONS[name]
    bad = mutation(good)
    before = await told(new)
    new.clock.move_to(bad.now)
    done = await rise(new, bad.lie(tmp_path))
    assert mutation.code in done.stopped and done.risen is None
    assert await told(new) == before


@pytest.mark.parametrize("name", MUTATIONS)
async def test_in_spite_of_what_is_bad_it_is_restored_or_refused_in_words(
    new: World, good: dict[str, Good], tmp_path: Path, name: str
) -> None:
    """A rehearsal does all that a restore does, and leaves as little behind as one that fails."""
    mutation = MUTATIONS[name]
    bad = mutation(good)
    before = await told(new)
    new.clock.move_to(bad.now)
    every = frozenset(code for code, each in CODES.items() if each.severity == "error") - FIRM
    try:
        done = await rise(new, bad.lie(tmp_path), despite=every, rehearsal=True)
    except Refusal as refusal:
        assert refusal.reason
    else:
        assert done.risen or done.stopped or not done.deposits
    assert await told(new) == before
