"""One house for all tests that only look; those that change people's passwords get one of their own."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.database import Database
from registry.clock import FakeClock
from registry.settings import Panel
from tests.panel.house import House, open_house, welcome
from tests.panel.person import Person
from tests.world import BEGINNING, Clone, open_world

TODAY = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def house(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[House]:
    yield from _opened(loop, database)


@pytest.fixture(scope="module")
def untouched(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[House]:
    """One for a module that looks at what tests of deeds change in the house that is everybody's."""
    yield from _opened(loop, database)


def _opened(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[House]:
    clone = loop.run_until_complete(Clone.of(database))
    opened = open_house(loop, clone, TODAY)
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
    app = create_app(world.registry, panel, Bridge(loop), Panel(secret_key="only for tests", seal_key="only for tests"))
    yield House(loop, world, panel, app)
    loop.run_until_complete(panel.close())
    loop.run_until_complete(clone.drop())


@pytest.fixture
def person(house: House) -> Iterator[Person]:
    """Somebody without a second factor."""
    yield Person(house)
    house.visitors.clear()  # time went on, and everybody else's sessions may be over
