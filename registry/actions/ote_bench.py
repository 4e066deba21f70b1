"""The bench at which an account in OT&E is made: a registry in one transaction, on a clock that ticks with every command."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final, Self

from registry.clock import FakeClock
from registry.context import Actor, Context, Registry
from registry.model.ote import registrars_of
from registry.store import registrars, tlds
from registry.store.one_transaction import OneTransaction
from registry.store.sql import Connection

# How long what is done at the bench takes by its clock, which arrives at the instant of the command that asked for it.
_BEFORE: Final = timedelta(milliseconds=500)
_TICK: Final = 1  # millisecond


@dataclass(slots=True)
class Bench:
    """Commands here are those of registrars and operators everywhere, one after another, and all of them or none count.

    Each has an instant of its own, in the half second before the command that asked for them all: so policies follow upon one
    another, and history has an order.
    """

    asked: Context
    registry: Registry
    clock: FakeClock
    name: str
    numbers: dict[str, int]

    @classmethod
    async def at(cls, cx: Context, db: Connection, name: str) -> Self:
        clock = FakeClock(cx.now - _BEFORE)
        bench = cls(cx, replace(cx.registry, store=OneTransaction(db), clock=clock), clock, name, {})
        await bench.look_around()
        return bench

    async def look_around(self) -> None:
        """Know the TLDs, the registrars and their standings as they are by now."""
        store = self.registry.store
        self.registry.book = await store.reading(tlds.book)
        self.registry.standings = dict(await store.reading(registrars.not_active))
        for handle in registrars_of(self.name):
            found = await store.reading(partial(registrars.by_handle, handle=handle))
            if found:
                self.numbers[handle] = found.id

    def operator(self, *, at_once: bool = False) -> Context:
        """The next command of whoever asked; `at_once`: at the instant of the last one, where there are many and their order is
        nobody's concern."""
        return self._context(self.asked.actor, 0 if at_once else _TICK)

    def as_(self, handle: str) -> Context:
        """The next command of a registrar."""
        return self._context(Actor(self.numbers[handle], handle))

    def _context(self, actor: Actor, tick: int = _TICK) -> Context:
        now = self.clock.advance(milliseconds=tick)
        assert now <= self.asked.now, "the bench has a second's half, and each command a millisecond of it"
        return replace(self.registry.context(self.asked.door, actor), reason=self.asked.reason)
