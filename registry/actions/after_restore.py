"""After a database was restored from a dump: numbers that were told to others since then are not told again."""

from collections.abc import Mapping
from typing import Final

from registry.store import numbers
from registry.store.numbers import COUNTERS, Jump
from registry.store.pool import Store
from registry.store.sql import Connection

# More than a registry gives out in the days that a dump may be old.
USUAL_JUMP: Final = 1_000_000


async def after_restore(store: Store, by: int = USUAL_JUMP) -> Mapping[str, Jump]:
    """Every counter of COUNTERS leaves out its next `by` numbers; what each was, by what it is for.

    It takes a store and no context: a context has a svTRID, which is one of those numbers.
    """

    async def work(db: Connection) -> dict[str, Jump]:
        return {what: await numbers.jump(db, counter=counter, by=by) for what, counter in COUNTERS.items()}

    return await store.transaction(work)
