"""One house for all tests that only look; those that change people's passwords get one of their own."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.panel.house import House, open_house
from tests.panel.person import Person
from tests.world import Clone

TODAY = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def house(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[House]:
    clone = loop.run_until_complete(Clone.of(database))
    opened = open_house(loop, clone, TODAY)
    yield opened
    loop.run_until_complete(opened.database.close())
    loop.run_until_complete(clone.drop())


@pytest.fixture
def person(house: House) -> Iterator[Person]:
    """Somebody without a second factor."""
    yield Person(house)
    house.visitors.clear()  # time went on, and everybody else's sessions may be over
