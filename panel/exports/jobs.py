"""Files of lists that are too long to wait for: each panel makes those that it is asked for, and the worker makes up for panels
that ended before."""

from panel.exports import queries
from panel.exports.actions import make
from panel.kit.module import lists_of
from panel.modules import MODULES
from registry.context import Registry


async def make_exports(registry: Registry) -> None:
    """What still waits is made; what is being made is left alone."""
    now = registry.clock.now()
    for number in await registry.store.reading(lambda db: queries.waiting(db, now=now)):
        await make(registry, lists_of(MODULES), number)


async def forget_exports(registry: Registry) -> None:
    """Files that were kept for a day are gone."""
    now = registry.clock.now()
    await registry.store.transaction(lambda db: queries.forget(db, now=now))
