"""What every test may ask for: a database, a clock that is moved by hand, a registry with four registrars.

One PostgreSQL serves the whole run. A test that asks for `world` works in a transaction that is rolled back; one that asks
for `clone` gets a database of its own, because it commits.
"""

import asyncio
import gc
import inspect
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from registry.clock import FakeClock
from registry.store.sql import Connection
from tests.world import BEGINNING, Clone, World, cluster, connected, one_transaction, open_world

pytest_plugins = ["tests.ledger", "tests.shares"]

# `make quick` asks for fewer of what is drawn at random, also where a test asks for a multiple; the whole run asks for all.
settings.register_profile("quick", max_examples=15)
settings.register_profile("deep", max_examples=100)

# A shell that starts the tests in the background has its children ignore Ctrl-C, and theirs after them; the stories stop
# servers by it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One loop for the run: connections of a pool belong to the loop that made them."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests on the run's loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    loop = pyfuncitem.funcargs.get("loop") or pyfuncitem._request.getfixturevalue("loop")
    names = pyfuncitem._fixtureinfo.argnames
    loop.run_until_complete(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(scope="session")
def database(loop: asyncio.AbstractEventLoop) -> Iterator[str]:
    """The address of the run's migrated database."""
    with cluster(loop) as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(BEGINNING)


@pytest.fixture(scope="session")
def connection(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[Connection]:
    """The one that worlds share, one after the other: what a test needs prepared, another has prepared before it.

    To a copy of the database: who is connected to a database hinders its being copied.
    """
    copy = loop.run_until_complete(Clone.of(database))
    db = loop.run_until_complete(connected(copy.url))
    yield db
    loop.run_until_complete(db.close())
    loop.run_until_complete(copy.drop())


@pytest.fixture
def world(loop: asyncio.AbstractEventLoop, connection: Connection, clock: FakeClock) -> Iterator[World]:
    """A registry with its demo TLDs and registrars, in a transaction that is rolled back."""
    manager = one_transaction(connection)
    store = loop.run_until_complete(manager.__aenter__())
    yield loop.run_until_complete(open_world(store, clock))
    loop.run_until_complete(manager.__aexit__(None, None, None))


@pytest.fixture
def clone(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[Clone]:
    """A database of the test's own, for what must commit or be seen from several connections."""
    copy = loop.run_until_complete(Clone.of(database))
    yield copy
    loop.run_until_complete(copy.drop())
