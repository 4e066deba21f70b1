"""What tests of rising share: an empty registry with the TLDs of the world, a calm life, and one call to restore."""

from collections.abc import Iterable
from pathlib import Path

from epp.extensions import EXTENSIONS
from epp.greeting import write_greeting
from epp.services import menu
from rde.deposit import Deposit, export_full
from rde.restore.chain import deposits_of
from rde.restore.mapping import Identities
from rde.restore.restore import Restored, RestoreWish, restore
from registry.clock import FakeClock
from tests.rde.lives import Life
from tests.world import Clone, World, open_world

TABLES = (
    "registrar",
    "contact",
    "host",
    "domain",
    "domain_contact",
    "domain_host",
    "domain_nameserver",
    "domain_dnssec",
    "grace",
    "transfer",
    "ledger",
    "account",
    "history",
    "listed_name",
    "name_list",
    "tld",
    "policy",
    "accreditation",
)


async def empty_registry(clone: Clone, clock: FakeClock) -> World:
    """The world's TLDs, and nobody who sells in them."""
    store = await clone.store()
    await store.reading(
        lambda db: db.execute("TRUNCATE registry.registrar, registry.history, registry.command CASCADE")
    )
    return await open_world(store, clock)


class CalmLife(Life):
    """Nobody complains to a provider: what a suspended name was before is in no deposit."""

    async def dispute(self) -> None:
        return None


async def export(world: World, tld: str, folder: Path) -> Deposit:
    offered = menu(world.registry.book, world.clock.now(), [each.namespace for each in EXTENSIONS])
    greeting = write_greeting("Namehouse", world.clock.now(), offered)
    return await export_full(world.operator, tld, folder, greeting)


async def rise(world: World, *paths: Path, identities: Identities | None = None, **wishes: object) -> Restored:
    wish = RestoreWish(deposits_of(paths), None, identities or Identities(), **wishes)
    return await restore(world.operator, wish, lambda what, done, total: None)


async def told(world: World, tables: Iterable[str] = TABLES) -> dict[str, list[str]]:
    """Every row of the living registry."""
    return {
        table: [row[0] for row in await world.fetch(f"SELECT r::text FROM registry.{table} r ORDER BY 1")]
        for table in tables
    }
