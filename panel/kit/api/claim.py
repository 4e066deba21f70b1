"""A request that is done once, while it is worked on: each object that it changes is marked in the transaction that changes it.

So whoever dies in the midst leaves either both or neither, and whoever is asked again does the rest. What is written down before,
because it fell due, is not what was asked, and marks nothing.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from panel.kit.api import queries
from panel.kit.deeds import Declined
from registry.context import Registry
from registry.store.pool import Look, Store
from registry.store.sql import Connection

T = TypeVar("T")


class Overtaken(Declined):
    """Another attempt at the same request has taken over."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An attempt at a request of an account; `done` are the objects that earlier attempts changed."""

    account_id: int
    key: str
    attempt: int
    done: frozenset[str] = frozenset()

    def at(self, registry: Registry, name: str) -> Registry:
        """The registry whose changes are those of this request to that object."""

        async def mark(db: Connection) -> None:
            if not await queries.has_written(db):
                return
            mine = await queries.mark(db, account_id=self.account_id, key=self.key, attempt=self.attempt, object=name)
            if mine is None:
                raise Overtaken("The same request is worked on anew.")

        return marking(registry, mark)


def marking(registry: Registry, mark: Callable[[Connection], Awaitable[None]]) -> Registry:
    """The registry whose transactions end with `mark`, which may refuse them."""
    return replace(registry, store=_Marking(registry.store, mark))


class _Marking(Store):
    """A store whose transactions leave a mark when they commit; connections are those of the one below."""

    def __init__(self, below: Store, mark: Callable[[Connection], Awaitable[None]]) -> None:
        self._below = below
        self._mark = mark

    @property
    def aside(self) -> Store:
        return self._below

    async def reading(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        return await self._below.reading(work)

    async def transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async def both(db: Connection) -> T:
            result = await work(db)
            await self._mark(db)
            return result

        return await self._below.transaction(both)

    async def together(self, look: Look[Any, Any], question: Any, lane: Hashable = None) -> Any:
        """In a transaction of its own: what others ask meanwhile is not theirs to mark."""

        async def alone(db: Connection) -> Any:
            (answer,) = await look(db, (question,))
            await self._mark(db)
            return answer

        return await self._below.transaction(alone)
