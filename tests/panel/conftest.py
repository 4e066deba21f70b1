"""One house for all tests that only look; those that change people's passwords get one of their own."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.database import Database
from registry.clock import FakeClock
from tests.panel.house import SETTINGS, House, agreeing, lived, open_house, welcome
from tests.panel.modules import MODULES
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
def shared() -> list[House]:
    """The house that is everybody's, once a test has asked for it."""
    return []


@pytest.fixture(scope="session")
def house(loop: asyncio.AbstractEventLoop, past: Past, shared: list[House]) -> Iterator[House]:
    for opened in _opened(loop, past):
        shared.append(opened)
        yield opened


@pytest.fixture(scope="module", autouse=True)
def in_time(shared: list[House], request: pytest.FixtureRequest) -> Iterator[None]:
    """Hours that one module lets pass would be those of all that come after it, in whatever order that is."""
    before = shared[0].world.clock.now() if shared else TODAY
    yield
    if shared and shared[0].world.clock.now() - before > timedelta(hours=2):
        pytest.fail(f"{request.module.__name__} lets time pass in the house that is everybody's: ask for `untouched`")


@pytest.fixture(scope="module")
def untouched(loop: asyncio.AbstractEventLoop, past: Past) -> Iterator[House]:
    """One for a module that lets hours pass, or looks at what tests of deeds change in the house that is everybody's."""
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
    app = agreeing(create_app(world.registry, panel, Bridge(loop), SETTINGS, modules=MODULES))
    yield House(loop, world, panel, app, clone.url)
    loop.run_until_complete(panel.close())
    loop.run_until_complete(clone.drop())


@pytest.fixture
def person(house: House) -> Iterator[Person]:
    """Somebody without a second factor."""
    yield Person(house)
    house.visitors.clear()  # time went on, and everybody else's sessions may be over
