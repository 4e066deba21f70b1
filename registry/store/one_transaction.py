"""A store on one connection, inside one transaction: what several actions do there is done together, or not at all."""

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from registry.store.pool import A, Look, Q, Store
from registry.store.sql import Connection

T = TypeVar("T")


class OneTransaction(Store):
    """The transactions of the actions are savepoints in that of the connection, which whoever opened it ends.

    Nothing is tried again here: what the database takes back, it takes back as a whole.
    """

    def __init__(self, db: Connection) -> None:
        self.db = db

    async def close(self) -> None:
        return None

    async def reading(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        return await work(self.db)

    async def transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async with self.db.transaction():
            return await work(self.db)

    async def together(self, look: Look[Q, A], question: Q, lane: Hashable = None) -> A:
        """Each alone, in a savepoint: what a look writes and a constraint refuses is taken back."""
        async with self.db.transaction():
            (answer,) = await look(self.db, (question,))
            return answer


async def taken_back(store: Store, work: Callable[[Connection], Awaitable[T]]) -> T:
    """What the work comes to, of which nothing stays: it is done in a transaction that is ended as if it had never been."""

    async def done_and_undone(db: Connection) -> T:
        whole = db.transaction()
        await whole.start()
        try:
            return await work(db)
        finally:
            await whole.rollback()

    return await store.reading(done_and_undone)
