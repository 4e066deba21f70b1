"""The worker's first half: what happened since the last time is put into the queues of those who may hear of it.

The law of this file: how far a source was read, and what came of it, is written in one transaction. So whoever dies in the midst
begins again where all is told, and nothing is told twice under two numbers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import orjson

from panel.kit.access import Viewer, scope_of
from panel.webhooks import delivery_queries as queries
from panel.webhooks import source_queries
from panel.webhooks.audience import may_be_told, viewer_of
from panel.webhooks.delivery_queries import Listener
from panel.webhooks.events import Event
from panel.webhooks.signing import new_message_id
from panel.webhooks.sources import SOURCES, Source
from registry.context import Registry
from registry.store.sql import Connection
from registry.store.tailing import Tail

# Numbers that are read at a time.
_AT_ONCE: Final = 1000
# For a webhook that is paused or was stopped, what happens is kept for so long from then on.
KEPT_FOR: Final = timedelta(days=7)

Heard = tuple[Listener, Viewer]


class Gathering:
    """Reads the sources of one database, alone or beside others."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._tails = {source.name: Tail(source.growing) for source in SOURCES}

    async def once(self) -> int:
        """Put all into the queues that is settled by now; how many rows of the sources that were."""
        found = 0
        for source in SOURCES:
            settled = await self._registry.store.reading(self._tails[source.name].look)
            while more := await self._some(source, settled):
                found += more
        return found

    async def _some(self, source: Source, settled: int) -> int:
        """How many numbers further; 0: it is told all that there is, or another worker is at it."""
        told = await self._registry.store.reading(lambda db: source_queries.told(db, source=source.name))
        if told is None or told >= settled:
            return 0
        now = self._registry.clock.now()

        async def work(db: Connection) -> int:
            told = await source_queries.take(db, source=source.name)
            if told is None or told >= settled:
                return 0
            hearing = await _hearing(db, now)
            # where nobody listens there is nothing to look at
            upto = min(told + _AT_ONCE, settled) if hearing else settled
            events = await source.read(db, told, upto) if hearing else ()
            await _queue(db, hearing, events, now)
            await source_queries.reached(db, source=source.name, told=upto)
            return upto - told

        return await self._registry.store.transaction(work)


async def _hearing(db: Connection, now: datetime) -> list[Heard]:
    return [(each, viewer_of(each)) for each in await queries.listeners(db, since=now - KEPT_FOR)]


async def _queue(db: Connection, hearing: Sequence[Heard], events: Iterable[Event], now: datetime) -> None:
    told = [
        (listener, viewer, event)
        for event in events
        for listener, viewer in hearing
        if event.type in listener.events and event.at >= listener.made_at and _is_for(viewer, event)
    ]
    if not told:
        return
    await queries.queue(
        db,
        webhooks=[listener.id for listener, _, _ in told],
        message_ids=[new_message_id() for _ in told],
        types=[event.type for _, _, event in told],
        source_ids=[event.source_id for _, _, event in told],
        objects=[event.object for _, _, event in told],
        parties=[" ".join(sorted(event.parties)) for _, _, event in told],
        clients=[event.client for _, _, event in told],
        instants=[event.at for _, _, event in told],
        bodies=[body_of(event, viewer) for _, viewer, event in told],
        dues=[max(event.due or now, now) for _, _, event in told],
        now=now,
    )


def _is_for(viewer: Viewer, event: Event) -> bool:
    return may_be_told(viewer, event.type, event.parties, event.client, event.sellers)


def body_of(event: Event, viewer: Viewer) -> str:
    """What is sent, each time the same; who did it is told under which ids of its own it did."""
    scope = scope_of(viewer)
    data = dict(event.data)
    if scope.everything or (event.by is not None and event.by == scope.registrar):
        data |= event.private
    at = event.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return orjson.dumps({"type": event.type, "timestamp": at, "data": data}).decode()
