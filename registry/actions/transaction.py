"""How an action comes by its connection: to look, or to change all or nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from registry.actions.overdue import Overdue
from registry.actions.settle import settle
from registry.actions.settle_contact import settle_contact
from registry.context import Context
from registry.store.pool import again
from registry.store.sql import Connection

P = ParamSpec("P")
R = TypeVar("R")

_Work = Callable[Concatenate[Context, Connection, P], Awaitable[R]]
_Direct = Callable[Concatenate[Context, P], Awaitable[R]]
_Action = Callable[Concatenate[Context, P], Awaitable[R]]

# What was settled stays settled; if it comes back more often than this, time runs away under the command.
_ROUNDS: Final = 10

_SETTLE: Final = {"domain": settle, "contact": settle_contact}


def reading(work: _Work[P, R]) -> _Action[P, R]:
    """An action that only looks; every statement sees what is committed."""

    @wraps(work)
    async def action(cx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await cx.registry.store.reading(lambda db: work(cx, db, *args, **kwargs))

    return action


def transacted(work: _Work[P, R]) -> _Action[P, R]:
    """An action that changes: all of it or nothing, tried again when the database asks for it.

    When it meets a name whose due events are not written yet, those are committed first, on their own, with the instants
    at which they fell due: no command ever works on a record that time has overtaken.
    """

    @wraps(work)
    async def action(cx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await _in_time(cx, lambda: cx.registry.store.transaction(lambda db: work(cx, db, *args, **kwargs)))

    return action


def single_statement(work: _Direct[P, R]) -> _Action[P, R]:
    """Like `transacted`, for an action that writes with a single statement, which is a transaction by itself.

    It has no connection of its own but asks the store (`Store.together`). What it reads before is not locked: the statement
    must hold whatever has to be true together, and constraints must notice what was overtaken.
    """

    @wraps(work)
    async def action(cx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await _in_time(cx, lambda: again(lambda: work(cx, *args, **kwargs)))

    return action


async def _in_time(cx: Context, attempt: Callable[[], Awaitable[R]]) -> R:
    settled: set[str] = set()
    rounds = 0
    while rounds < _ROUNDS:
        try:
            return await attempt()
        except Overdue as overdue:
            # After a long silence many names are overdue, and come in batches: only what comes back is suspicious.
            rounds += settled.issuperset(overdue.names)
            settled.update(overdue.names)
            for name in overdue.names:
                await _SETTLE[overdue.kind](_aside(cx), name)
    raise RuntimeError(f"{cx.svtrid}: due events do not come to an end")


def _aside(cx: Context) -> Context:
    registry, store = cx.registry, cx.registry.store.aside
    return cx if store is registry.store else replace(cx, registry=replace(registry, store=store))
