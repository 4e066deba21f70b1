"""Good deposits to rise from (those that verifying is tested with), and a second database to rise in."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.rde.verify.conftest import good
from tests.world import Clone

__all__ = ["good"]


@pytest.fixture
def another(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[Clone]:
    """A database of the test's own, beside `clone`."""
    clone = loop.run_until_complete(Clone.of(database))
    yield clone
    loop.run_until_complete(clone.drop())
