"""A view of a TLD, or of all, in which nothing that is true at its instant is still unwritten: what deposits are made from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from registry.actions.overdue import BATCH, Overdue
from registry.actions.settle import settle
from registry.actions.settle_contact import settle_contact
from registry.context import Context
from registry.store import escrow, past
from registry.store.copying import prepare_session
from registry.store.sql import Connection

T = TypeVar("T")

# A round takes as long as settling what fell due in the round before; they shrink to nothing unless time runs away.
_ROUNDS: Final = 10


async def settled_snapshot(
    cx: Context,
    tld_id: int | None,
    work: Callable[[Connection, datetime], Awaitable[T]],
    *,
    at: datetime | None = None,
    scratch: bool = False,
) -> T:
    """Run `work` on a snapshot and its watermark; for the TLD's objects, those of all TLDs for None, what is stored
    in it is what was true then.

    With `at`, the watermark is that instant, gone by, and what is read is what was true at it (registry/store/past.py). With a
    `scratch`, `work` may keep tables of its own beside, as it always may of the past. Raises ValueError for an instant that is
    not gone by, HistoryLacks.

    Nothing due can be missed. Time changes a name no earlier than its `next_due` and a contact no earlier than its
    transfer's `act_by`, which every write keeps beside the record. First all that fell due is settled; the snapshot is
    taken; only then the clock is read. So the watermark lies after every commit that the snapshot shows, and what fell
    due meanwhile shows in it as due by the watermark: then the snapshot is given up and all begins again. Everything
    else is, by what those instants mean, as it is stored.
    """

    async def look(db: Connection) -> T:
        await prepare_session(db)  # the first statement: with it the snapshot is taken
        watermark = cx.registry.clock.now()
        if due := await _due(db, tld_id, watermark, most=1):
            raise Overdue([*due.names, *due.contacts])
        if at is None:
            return await work(db, watermark)
        if at > watermark:
            raise ValueError(f"{at} is not gone by")
        return await work(await past.as_of(db, at), at)

    for _ in range(_ROUNDS):
        await _settle_due(cx, tld_id)
        try:
            return await cx.registry.store.snapshot(look, scratch=scratch or at is not None)
        except Overdue:
            continue
    raise RuntimeError(f"{cx.svtrid}: due events do not come to an end")


@dataclass(frozen=True, slots=True)
class _Due:
    names: list[str]
    contacts: list[str]

    def __bool__(self) -> bool:
        return bool(self.names or self.contacts)


async def _due(db: Connection, tld_id: int | None, now: datetime, most: int) -> _Due:
    return _Due(
        await escrow.due(db, tld_id=tld_id, now=now, most=most), await escrow.due_contacts(db, now=now, most=most)
    )


async def _settle_due(cx: Context, tld_id: int | None) -> None:
    while True:
        fresh = cx.registry.context(cx.door, cx.actor)
        due = await cx.registry.store.reading(partial(_due, tld_id=tld_id, now=fresh.now, most=BATCH))
        if not due:
            return
        for name in due.names:
            await settle(fresh, name)
        for handle in due.contacts:
            await settle_contact(fresh, handle)
