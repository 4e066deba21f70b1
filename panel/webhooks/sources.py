"""What webhooks are told is read from what is written anyway: the registry's history, poll messages, the ledger, and what the
panel remembers of clients. Each source makes events of its rows; a row may be several."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from panel.webhooks import source_queries as queries
from panel.webhooks.events import Event, type_of
from panel.webhooks.source_queries import Booking, Message, OfClient, Version
from registry.store.sql import Connection
from registry.store.tailing import HISTORY, LEDGER, MESSAGES, VERSIONS, Growing, allow_summaries

Read = Callable[[Connection, int, int], Awaitable[list[Event]]]


@dataclass(frozen=True, slots=True)
class Source:
    """`read` gives the events of the rows after a number, up to another."""

    name: str
    growing: Growing
    read: Read


# What webhooks are told of; of the rest of history nobody but the house knows, and it looks at the registry itself.
_KINDS: Final = ["domain", "contact", "host", "application", "registrar"]
_OF_CLIENTS: Final = {
    "client-contact": "client-contact.changed",
    "document": "document.changed",
    "document-file": "document.changed",
}


async def _history(db: Connection, after: int, upto: int) -> list[Event]:
    await allow_summaries(db)
    rows = await queries.versions(db, after=after, upto=upto, kinds=_KINDS)
    return [_of_version(row, type) for row in rows if (type := type_of(row.kind, row.event))]


def _of_version(row: Version, type: str) -> Event:
    held = {row.name} if row.kind == "registrar" else {row.holder, row.before}
    transfer = {}
    if type.endswith(".transfer") and row.gaining:
        held |= {row.gaining, row.losing}
        transfer = {"transfer": {"gaining": row.gaining, "losing": row.losing, "status": row.status}}
    return Event(
        type,
        row.id,
        row.at,
        f"{row.kind}:{row.roid}",
        {
            "object": row.kind,
            "name": row.name,
            "roid": row.roid,
            "version": row.version,
            "event": row.event,
            "registrar": row.name if row.kind == "registrar" else row.holder or row.before,
            "by": row.by or ("time" if row.operator == "time" else "registry"),
            **transfer,
        },
        frozenset(each for each in held if each),
        by=row.by,
        private={"door": row.door, "clTRID": row.cltrid, "svTRID": row.svtrid},
    )


async def _messages(db: Connection, after: int, upto: int) -> list[Event]:
    rows = await queries.messages(db, after=after, upto=upto)
    return [each for row in rows for each in _of_message(row)]


def _of_message(row: Message) -> list[Event]:
    data = {"object": "message", "number": row.id, "kind": row.kind, "text": row.text, "registrar": row.registrar}
    types = ("message.queued", "money.low") if row.kind == "balance" else ("message.queued",)
    parties, about = frozenset({row.registrar}), f"messages:{row.registrar}"
    return [Event(each, row.id, row.at, about, data, parties, due=row.at) for each in types]


async def _bookings(db: Connection, after: int, upto: int) -> list[Event]:
    rows = await queries.bookings(db, after=after, upto=upto)
    return [each for row in rows for each in _of_booking(row)]


def _of_booking(row: Booking) -> list[Event]:
    data = {
        "object": "booking",
        "number": row.id,
        "kind": row.kind,
        "amount": row.amount,
        "currency": row.currency,
        "name": row.name,
        "years": row.years,
        "registrar": row.registrar,
        "svTRID": row.svtrid,
    }
    types = ("money.booked", "money.topped-up") if row.kind == "topUp" and row.amount > 0 else ("money.booked",)
    parties, about = frozenset({row.registrar}), f"account:{row.registrar}:{row.currency}"
    return [Event(each, row.id, row.at, about, data, parties) for each in types]


async def _of_clients(db: Connection, after: int, upto: int) -> list[Event]:
    rows = await queries.versions_of_clients(db, after=after, upto=upto)
    return [_of_client(row, _OF_CLIENTS[row.kind]) for row in rows if row.kind in _OF_CLIENTS]


def _of_client(row: OfClient, type: str) -> Event:
    return Event(
        type,
        row.id,
        row.at,
        f"{row.kind}:{row.key}",
        {
            "object": row.kind,
            "key": row.key,
            "version": row.version,
            "event": row.event,
            "client": row.login,
        },
        client=row.client,
        sellers=frozenset(row.sellers),
    )


SOURCES: Final[tuple[Source, ...]] = (
    Source("history", HISTORY, _history),
    Source("message", MESSAGES, _messages),
    Source("ledger", LEDGER, _bookings),
    Source("version", VERSIONS, _of_clients),
)
