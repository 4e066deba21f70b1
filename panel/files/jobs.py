"""What was attached to objects that are no more is forgotten, and contents that no file has."""

from functools import partial
from typing import Final

from panel.kit.attached.queries import drop_contents_of_nothing
from panel.kit.lists import ListPage
from panel.kit.module import lists_of
from panel.kit.sql import Statement
from panel.modules import MODULES
from registry.context import Registry
from registry.store.sql import Connection

TABLES: Final = ("note", "tag", "attribute", "file", "reminder")


async def forget_attached(registry: Registry) -> None:
    """Notes, tags, attributes and files of objects that are gone go too; an object is gone when its row is."""
    for declared in lists_of(MODULES).values():
        if declared.thing:
            await registry.store.transaction(partial(_forget, registry, declared))
    await registry.store.transaction(drop_contents_of_nothing)


async def _forget(registry: Registry, declared: ListPage, db: Connection) -> None:
    thing = declared.thing
    assert thing is not None
    for table in TABLES:
        statement = Statement(registry.clock.now())
        stands = f"SELECT FROM {statement.text(declared.source)} WHERE {thing.identity} = x.key"
        kind = statement.bind(thing.kind)
        sql = f"DELETE FROM panel.{table} x WHERE x.kind = {kind} AND NOT EXISTS ({stands})"  # noqa: S608  declared
        await db.execute(sql, *statement.values)
