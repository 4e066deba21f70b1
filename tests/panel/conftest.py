"""One house for all tests that only look; those that change people's passwords get one of their own."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.database import Database
from registry.clock import FakeClock
from tests.panel.house import SETTINGS, House, agreeing, lived, open_house, welcome
from tests.panel.person import Person
from tests.world import BEGINNING, Clone, World, open_world

TODAY = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Past:
    """Where it was lived, for houses to be copies of, and what their registries know."""

    clone: Clone
    world: World


@pytest.fixture(scope="session")
def past(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[Past]:
    clone = loop.run_until_complete(Clone.of(database))
    yield Past(clone, loop.run_until_complete(lived(clone, TODAY)))
    loop.run_until_complete(clone.drop())


@pytest.fixture(scope="session")
def house(loop: asyncio.AbstractEventLoop, past: Past) -> Iterator[House]:
    yield from _opened(loop, past)


@pytest.fixture(scope="module")
def untouched(loop: asyncio.AbstractEventLoop, past: Past) -> Iterator[House]:
    """One for a module that looks at what tests of deeds change in the house that is everybody's."""
    yield from _opened(loop, past)


def _opened(loop: asyncio.AbstractEventLoop, past: Past) -> Iterator[House]:
    clone = loop.run_until_complete(Clone.of(past.clone.template, past.clone.name))
    opened = open_house(loop, clone, past.world)
    yield opened
    loop.run_until_complete(opened.database.close())
    loop.run_until_complete(clone.drop())


@pytest.fixture(scope="module")
def yard(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[House]:
    """A young house of its own: what is done here changes nothing for tests that only look."""
    clone = loop.run_until_complete(Clone.of(database))
    world = loop.run_until_complete(open_world(loop.run_until_complete(clone.store()), FakeClock(BEGINNING)))
    loop.run_until_complete(welcome(world))
    panel = Database.open(clone.url)
    app = agreeing(create_app(world.registry, panel, Bridge(loop), SETTINGS))
    yield House(loop, world, panel, app, clone.url)
    loop.run_until_complete(panel.close())
    loop.run_until_complete(clone.drop())


@pytest.fixture
def person(house: House) -> Iterator[Person]:
    """Somebody without a second factor."""
    yield Person(house)
    house.visitors.clear()  # time went on, and everybody else's sessions may be over
