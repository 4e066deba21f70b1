"""A deed that is done only to what was seen (If-Match): judged at the beginning of the transaction that does it.

Those who say what they have seen of a row wait for each other there, so of several who have seen the same one alone is not
refused. What an action writes in a further transaction follows from what was judged in the first.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from werkzeug.datastructures import ETags

from panel.kit.access import Viewer
from panel.kit.api import queries
from panel.kit.api.listed import tag_of, told_to
from panel.kit.deeds import Declined
from panel.kit.lists import ListPage
from registry.context import Registry
from registry.store.one_transaction import OneTransaction
from registry.store.pool import Look, Store
from registry.store.sql import Connection

T = TypeVar("T")


class NotAsSeen(Declined):
    """It is not any more what was seen."""

    def __init__(self) -> None:
        super().__init__("It is not any more what you have seen: read it again.")


def row_seen(declared: ListPage, key: str, seen: ETags, viewer: Viewer) -> "Match":
    """What a program has seen of all that a row says."""

    async def tag(registry: Registry) -> str | None:
        told = await told_to(viewer, registry, declared, key)
        return None if told is None else tag_of(told)

    return Match(declared.name, key, seen, tag)


@dataclass(frozen=True, slots=True)
class Match:
    """What somebody has seen of a row of that list, by its tags; `tag` gives that of today, None where there is no such row."""

    of: str
    key: str
    seen: ETags
    tag: Callable[[Registry], Awaitable[str | None]]

    async def demand(self, registry: Registry) -> None:
        """Raises NotAsSeen (RFC 9110, section 13.1.1)."""
        tag = await self.tag(registry)
        if tag is None or not self.seen.contains(tag):
            raise NotAsSeen

    def at(self, registry: Registry) -> Registry:
        """The registry in which nothing is changed before the row was looked at."""

        async def judge(db: Connection) -> None:
            await queries.hold_row(db, of=self.of, key=self.key)
            # what lists set for their plans is taken back with the savepoint
            aside = db.transaction()
            await aside.start()
            try:
                await self.demand(replace(registry, store=OneTransaction(db)))
            finally:
                await aside.rollback()

        return replace(registry, store=_Judging(registry.store, judge))


class _Judging(Store):
    """A store whose transactions begin with a judgement, until one of them has changed something."""

    def __init__(self, below: Store, judge: Callable[[Connection], Awaitable[None]]) -> None:
        self._below = below
        self._judge = judge
        self._is_judged = False

    @property
    def aside(self) -> Store:
        return self._below.aside

    async def reading(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        return await self._below.reading(work)

    async def transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        if self._is_judged:
            return await self._below.transaction(work)

        async def both(db: Connection) -> tuple[T, bool]:
            await self._judge(db)
            result = await work(db)
            return result, await queries.has_written(db)

        result, self._is_judged = await self._below.transaction(both)
        return result

    async def together(self, look: Look[Any, Any], question: Any, lane: Hashable = None) -> Any:
        """In a transaction of its own: what others ask meanwhile was not seen by them."""

        async def alone(db: Connection) -> Any:
            (answer,) = await look(db, (question,))
            return answer

        return await self.transaction(alone)
