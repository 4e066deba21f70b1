"""What is written anyway is followed, and people are told of it.

The law of this file: how far it was read, and what people were told of it, is one transaction. So whoever dies in the midst
begins again where all is told, and nobody is told twice; and however much there is, it is done some at a time.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from mail.notices import written
from panel.telling import queries
from panel.telling.audiences import Told, tell_registrars, tell_staff
from panel.telling.messages import GATHERED_KINDS, PROMPT, PROMPT_KINDS, told_of
from panel.telling.queries import Booking
from registry.context import Registry
from registry.model.money import Money
from registry.store.pool import Store
from registry.store.sql import Connection
from registry.store.tailing import HISTORY, LEDGER, MESSAGES, Growing, Tail, allow_summaries

Read = Callable[[Connection, int, int], Awaitable[list[Told]]]

# Numbers that are read at a time, and top-ups.
AT_ONCE: Final = 1000
_TOPUPS: Final = 50
# What history calls what becomes of a registrar, and what people are told then.
_OF_REGISTRARS: Final = {
    "active": "registrar.active",
    "suspended": "registrar.suspended",
    "terminated": "registrar.terminated",
    "password": "registrar.password-changed",
}


@dataclass(frozen=True, slots=True)
class Follower:
    """`read` says what is told of the rows after a number, up to another."""

    name: str
    growing: Growing
    read: Read


async def _prompt(db: Connection, after: int, upto: int) -> list[Told]:
    found = await queries.messages(db, after=after, upto=upto, kinds=list(PROMPT_KINDS))
    return [told for each in found if (told := told_of(each)) and told.event in PROMPT]


async def _gathered(db: Connection, after: int, upto: int) -> list[Told]:
    found = await queries.messages(db, after=after, upto=upto, kinds=list(GATHERED_KINDS))
    return [told for each in found if (told := told_of(each)) and told.event not in PROMPT]


async def _registrars(db: Connection, after: int, upto: int) -> list[Told]:
    await allow_summaries(db)
    found = await queries.of_registrars(db, after=after, upto=upto, events=list(_OF_REGISTRARS))
    return [
        Told(each.registrar_id, each.registrar, _OF_REGISTRARS[each.event], more={"when": written(each.at)})
        for each in found
    ]


async def _topups(db: Connection, after: int, upto: int) -> list[Told]:
    found = await queries.bookings(db, after=after, upto=upto, refunds=False)
    return [
        Told(
            each.registrar_id,
            each.registrar,
            "money.received" if each.amount > 0 else "money.taken",
            what=_amount(abs(each.amount), each.currency),
        )
        for each in found
    ]


async def _refunds(db: Connection, after: int, upto: int) -> list[Told]:
    together: dict[tuple[int, str, str], list[Booking]] = {}
    for each in await queries.bookings(db, after=after, upto=upto, refunds=True):
        together.setdefault((each.registrar_id, each.registrar, each.currency), []).append(each)
    return [
        Told(
            number,
            handle,
            "money.refunded",
            what=_amount(sum(each.amount for each in found), currency),
            more={"count": str(len(found))},
        )
        for (number, handle, currency), found in together.items()
    ]


def _amount(minor: int, currency: str) -> str:
    return f"{Money(minor, currency)} {currency}"


PROMPTLY: Final = (
    Follower("message prompt", MESSAGES, _prompt),
    Follower("registrar", HISTORY, _registrars),
    Follower("top-up", LEDGER, _topups),
)
HOURLY: Final = (Follower("message gathered", MESSAGES, _gathered), Follower("refund", LEDGER, _refunds))

# How far each database was looked at: who was writing a minute ago may be done by now.
_TAILS: Final[WeakKeyDictionary[Store, dict[str, Tail]]] = WeakKeyDictionary()


async def follow(registry: Registry, followers: tuple[Follower, ...]) -> None:
    """Tell people of all that is settled by now."""
    tails = _TAILS.setdefault(registry.store, {})
    for each in followers:
        settled = await registry.store.reading(tails.setdefault(each.name, Tail(each.growing)).look)
        while await _some(registry, each, settled):
            pass


async def _some(registry: Registry, follower: Follower, settled: int) -> bool:
    """Whether there may be more; not where all is told, or another worker is at it."""
    now = registry.clock.now()

    async def work(db: Connection) -> bool:
        told = await queries.take(db, follower=follower.name)
        if told is None or told >= settled:
            return False
        upto = min(told + AT_ONCE, settled)
        await tell_registrars(db, await follower.read(db, told, upto), now)
        await queries.reached(db, follower=follower.name, told=upto)
        return upto < settled

    return await registry.store.transaction(work)


# What whoever proposed a top-up is told of it.
_DECIDED: Final = {"confirmed": "money.topup-booked", "declined": "money.topup-refused"}


async def follow_topups(registry: Registry) -> None:
    """What was proposed is told to those others who confirm it, what was declined to whom it would have been for, and either
    decision to whoever proposed it."""
    while await _some_topups(registry):
        pass


async def _some_topups(registry: Registry) -> bool:
    now = registry.clock.now()

    async def work(db: Connection) -> bool:
        found = await queries.topups(db, most=_TOPUPS)
        for each in found:
            what = _amount(each.amount, each.currency)
            if each.status == "proposed":
                more = {"registrar": each.registrar, "why": each.reason}
                await tell_staff(db, "money.topup-asked", now, what, more=more, but=each.proposed_by)
            elif each.status == "declined":
                why = {"why": each.decision or ""}
                told = Told(each.registrar_id, each.registrar, "money.topup-declined", what=what, more=why)
                await tell_registrars(db, (told,), now)
            if event := _DECIDED.get(each.status):
                said = {"registrar": each.registrar, "by": each.decided_by or "", "why": each.decision or ""}
                await tell_staff(db, event, now, what, more=said, but=each.decided_by, only=each.proposed_by)
        return len(found) == _TOPUPS

    return await registry.store.transaction(work)
