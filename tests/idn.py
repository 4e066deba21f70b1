"""IDN tables on a test's stage: three of our own (tests/namehouse/idn_tables), imported and offered by a TLD of the world."""

from dataclasses import replace
from pathlib import Path

from namehouse.idn import read
from registry.actions.idn_table_import import TableImport, idn_table_import
from registry.actions.tld_create import tld_change
from registry.store import idn_tables, tlds
from tests.world import TLDS, World

TABLES = Path(__file__).parent / "namehouse" / "idn_tables"
URL = "https://registry.example/tables/"


async def know(world: World) -> None:
    """What other processes hear of by announcements."""
    world.registry.book = await world.store.reading(tlds.book)
    world.registry.tables = await world.store.reading(lambda db: idn_tables.book(db, world.registry.tables))


async def give_table(world: World, name: str, file: str | bytes) -> None:
    """A new version of a table: one of ours by the name of its file, or the octets of another."""
    world.clock.advance(seconds=1)
    data = (TABLES / file).read_bytes() if isinstance(file, str) else file
    table = read(data)
    url = URL + name
    wish = TableImport(name, url, url + ".html", table.repertoire, table.version, table.languages, data.decode())
    await idn_table_import(world.operator, wish)
    await know(world)


async def offer(world: World, *tables: str, tld: str = "example", **rules: object) -> None:
    """New rules for a TLD from the next second on."""
    world.clock.advance(seconds=1)
    await tld_change(world.operator, tld, replace(TLDS[tld], idn_tables=tables, **rules), world.clock.now())
    await know(world)


async def three_tables(world: World, **rules: object) -> None:
    """German, Russian and Chinese in .example."""
    await give_table(world, "de", "latin.xml")
    await give_table(world, "ru", "cyrillic.xml")
    await give_table(world, "zh", "han.txt")
    await offer(world, "de", "ru", "zh", **rules)
