"""What objects of the panel said before: each change that is made by a deed leaves a version, in the transaction that makes it.

A list whose things have `keeps` names the columns whose values a version holds: it says what the row says, so nothing is
declared a second time, and what the list never shows, such as a hash, is in no version either. Before something is changed, what
it says is kept too where that is new: what was changed at the command line is then told as found, not as done by who came next.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from panel.kit import history_queries as queries
from panel.kit.access import Scope
from panel.kit.api.queries import hold_row
from panel.kit.lists import ListPage, Row, Wish
from panel.kit.plain import plain
from panel.kit.reading import View, statement_for
from registry.context import Registry
from registry.store.pool import Look, Store
from registry.store.sql import Connection

T = TypeVar("T")

# Who is said to have changed what no deed did.
SOMEBODY: Final = "–"


@dataclass(frozen=True, slots=True)
class Said:
    """What an object says, whose it is (None: of no account), and what it is called for ever."""

    identity: str
    account_id: int | None
    state: dict[str, object]


@dataclass(frozen=True, slots=True)
class Keeping:
    """A deed about to be done to an object: by whom, why, and how it is called."""

    declared: ListPage
    key: str
    by: str
    event: str
    reason: str | None
    now: datetime

    def at(self, registry: Registry) -> Registry:
        """The registry whose transactions leave a version, where they change what the object says."""
        return replace(registry, store=_Keeping(registry.store, self)) if keeps(self.declared) else registry

    async def begun(self, registry: Registry) -> None:
        """The first version of what an opening has just made."""
        if keeps(self.declared):
            await registry.store.transaction(self._first)

    async def _first(self, db: Connection) -> None:
        if found := await said(db, self.declared, self.key, self.now):
            await self.note(db, found, by=self.by, event=self.event)

    async def note(self, db: Connection, what: Said, *, by: str, event: str) -> None:
        thing = self.declared.thing
        assert thing is not None
        await queries.keep_version(
            db,
            kind=thing.kind,
            key=what.identity,
            account_id=what.account_id,
            name=self.key,
            now=self.now,
            by=by,
            event=event,
            reason=None if by == SOMEBODY else self.reason,
            state=what.state,
        )


def keeps(declared: ListPage) -> bool:
    return bool(declared.thing and declared.thing.keeps)


async def said(db: Connection, declared: ListPage, key: str, now: datetime) -> Said | None:
    """What the row of that key says now; None where there is none."""
    thing = declared.thing
    assert thing is not None
    scope, columns = Scope(everything=True), [column for column in declared.columns if column.name in thing.keeps]
    statement = statement_for(now, scope)
    values = {column.name: column.sql for column in columns} | dict(declared.hidden)
    shown = ", ".join(f'{statement.text(sql)} AS "{name}"' for name, sql in values.items())
    called = f"({statement.text(thing.identity)})::text AS identity_, ({thing.account or 'NULL'})::bigint AS account_"
    rows = View(declared, scope, (), (), ()).rows(Wish.read(declared, {}), statement)
    test = f"{statement.text(declared.value(thing.key))} = {statement.bind(thing.folded(key))}::text::{thing.type}"
    found = await db.fetchrow(f"SELECT {shown}, {called} {rows} AND {test}", *statement.values)
    if found is None:
        return None
    row: Row = dict(found)
    return Said(row["identity_"], row["account_"], {column.name: plain(column, row) for column in columns})


class _Keeping(Store):
    """A store whose transactions compare what an object says before and after; connections are those of the one below."""

    def __init__(self, below: Store, keeping: Keeping) -> None:
        self._below = below
        self._keeping = keeping

    @property
    def aside(self) -> Store:
        return self._below.aside

    async def reading(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        return await self._below.reading(work)

    async def transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        kept = self._keeping

        async def both(db: Connection) -> T:
            await hold_row(db, of=kept.declared.name, key=kept.key)
            before = await said(db, kept.declared, kept.key, kept.now)
            if before is not None:
                await kept.note(db, before, by=SOMEBODY, event="found")
            result = await work(db)
            after = await said(db, kept.declared, kept.key, kept.now)
            if after is not None and (before is None or after.state != before.state):
                await kept.note(db, after, by=kept.by, event=kept.event)
            return result

        return await self._below.transaction(both)

    async def together(self, look: Look[Any, Any], question: Any, lane: Hashable = None) -> Any:
        """In a transaction of its own: what others ask meanwhile changes other objects."""

        async def alone(db: Connection) -> Any:
            (answer,) = await look(db, (question,))
            return answer

        return await self.transaction(alone)
