"""The world that tests live in: a real PostgreSQL, and on it a registry with three TLDs and four registrars.

Longer registrations of words than the fixtures need are left to the tests: `World` gives contexts to act with, and the
few things that every story starts from.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import asyncpg

from namehouse.database import EmbeddedDatabase
from registry.actions.registrar_create import registrar_create
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_create
from registry.clock import FakeClock
from registry.context import Actor, Context, Registry, Transactions
from registry.model.policy import PolicyBook, Rules
from registry.model.pricing import Prices
from registry.model.registrar import AccountLimits
from registry.requests.registrar import RegistrarCreate, RegistrarTopUp
from registry.store import tlds
from registry.store.one_transaction import OneTransaction
from registry.store.pool import SESSION, STATEMENTS, Store, prepare
from registry.store.sql import Connection
from schemas import migrate

PRICES = Prices("USD", create=1000, renew=1000, transfer=1000, restore=4000)
TLDS = {
    "test": Rules("required", "objects", PRICES),
    "example": Rules("forbidden", "objects", PRICES),
    "invalid": Rules("forbidden", "attributes", PRICES),
}
OPERATOR = Actor(operator="operator")
BEGINNING = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)  # where the clock of every test stands


MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # octets that must be free in it


@contextmanager
def database_folder() -> Iterator[Path]:
    """A folder that the database's own user can reach, which it cannot in pytest's private ones.

    In memory where there is room: a database copied there costs a tenth of one copied on a disk, and hundreds are.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="namehouse-test-", dir=MEMORY if roomy else None) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def cluster(loop) -> Iterator[str]:
    """A migrated database on a PostgreSQL that forgets how to survive a crash."""
    with database_folder() as folder:
        server = EmbeddedDatabase(folder / "postgres", durable=False)
        server.start()
        try:
            loop.run_until_complete(_filled(server.url))
            yield server.url
        finally:
            server.stop()


async def _filled(url: str) -> None:
    """Migrated, and holding what every world starts from: a password takes long to hash, so it is done once a run."""
    await migrate.upgrade(url)
    store = await Store.connect(url, 1)
    await _fill(store, FakeClock(BEGINNING))
    await store.close()


async def connected(url: str) -> Connection:
    """A connection as servers open theirs: what it has prepared once serves all tests that share it."""
    db = await asyncpg.connect(url, statement_cache_size=STATEMENTS, server_settings=SESSION)
    await prepare(db)
    return db


@asynccontextmanager
async def one_transaction(db: Connection) -> AsyncIterator[OneTransaction]:
    """All that is done in it is taken back."""
    outer = db.transaction()
    await outer.start()
    try:
        yield OneTransaction(db)
    finally:
        await outer.rollback()


@dataclass
class World:
    """A registry to act in; `as_` gives a context for one command of a registrar, `operator` one of the house."""

    registry: Registry
    clock: FakeClock
    numbers: dict[str, int]
    _trids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def store(self) -> Store:
        return self.registry.store

    def as_(self, registrar: str) -> Context:
        actor = Actor(self.numbers[registrar], registrar)
        return self.registry.context("epp", actor, cltrid=f"TEST-{next(self._trids)}", address="127.0.0.1")

    @property
    def operator(self) -> Context:
        return self.registry.context("cli", OPERATOR)

    async def balance(self, registrar: str) -> int:
        """Minor units of USD, as stored."""
        sql = """SELECT balance FROM registry.account a JOIN registry.registrar r ON r.id = a.registrar_id
                  WHERE r.handle = $1 AND currency = 'USD'"""
        return await self.store.reading(lambda db: db.fetchval(sql, registrar))

    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        return await self.store.reading(lambda db: db.fetch(sql, *arguments))


async def open_world(store: Store, clock: FakeClock) -> World:
    """The demo's TLDs and registrars: alpha, beta and gamma with plenty, delta with enough for five creates."""
    if not await store.reading(tlds.policies):
        await _fill(store, clock)
    registry = Registry(store, clock, await store.reading(tlds.book), Transactions(1), "NAMEHSE")
    rows = await store.reading(lambda db: db.fetch("SELECT handle, id FROM registry.registrar"))
    return World(registry, clock, {row["handle"]: row["id"] for row in rows})


async def _fill(store: Store, clock: FakeClock) -> None:
    registry = Registry(store, clock, PolicyBook(()), Transactions(0), "NAMEHSE")
    world = World(registry, clock, {})
    for name, rules in TLDS.items():
        await tld_create(world.operator, name, rules)
    for number, handle in enumerate(("alpha", "beta", "gamma", "delta")):
        wish = RegistrarCreate(
            handle,
            f"{handle.capitalize()} Registrar",
            PASSWORD,
            iana_id=9990 + number,
            session_limit=3,
            email=f"hostmaster@{handle}.example",
            voice="+1.5550100",
            street=("1 Example Street",),
            city="Springfield",
            country="US",
            url=f"https://{handle}.example",
            whois_server=f"whois.{handle}.example",
            rdap_url=f"https://rdap.{handle}.example/",
            abuse_email=f"abuse@{handle}.example",
            abuse_voice="+1.5550199",
            accounts=(AccountLimits("USD"),),
            tlds=tuple(TLDS),
        )
        await registrar_create(world.operator, wish)
        funds = 5000 if handle == "delta" else 1_000_000
        await registrar_top_up(world.operator, RegistrarTopUp(handle, funds, "USD", "opening balance"))


PASSWORD = "correct-horse"


class Clone:
    """A database copied from the run's own, which nobody else touches."""

    _numbers = count(1)

    def __init__(self, url: str, name: str) -> None:
        self.template = url
        self.name = name
        self.url = url.replace("/namehouse?", f"/{name}?")
        self._stores: list[Store] = []

    @classmethod
    async def of(cls, url: str, template: str = "namehouse") -> "Clone":
        clone = cls(url, f"clone_{next(cls._numbers)}")
        await clone._administer(f'CREATE DATABASE "{clone.name}" TEMPLATE "{template}" STRATEGY file_copy')
        return clone

    async def store(self, size: int = 10) -> Store:
        store = await Store.connect(self.url, size)
        self._stores.append(store)
        return store

    async def rest(self) -> None:
        """Nobody is connected any more: it can be copied itself."""
        while self._stores:
            await self._stores.pop().close()

    async def drop(self) -> None:
        await self.rest()
        await self._administer(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    async def _administer(self, sql: str) -> None:
        db = await asyncpg.connect(self.template.replace("/namehouse?", "/postgres?"))
        await db.execute(sql)
        await db.close()
