"""What people ask of the core as their registrar would by EPP: with the same standing, and tried out before it is done.

A registrar that is suspended may look and let names go, one outside may nothing, and one in OT&E keeps to its sandboxes: by
whichever door its people come. Staff are operators, whom none of that concerns.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from registry.actions.standing import demand_standing
from registry.context import Context
from registry.store.one_transaction import OneTransaction, taken_back

W = TypeVar("W")
R = TypeVar("R")
Action = Callable[[Context, W], Awaitable[R]]


async def ask(cx: Context, action: Action[W, R], wish: W) -> R:
    """The action, for whoever may ask for it at all. Raises its refusals."""
    demand_standing(cx, wish)
    return await action(cx, wish)


async def try_out(cx: Context, action: Action[W, R], wish: W) -> R:
    """What the action would answer at this instant. Nothing of it stays, and nobody is told. Raises its refusals."""
    return await taken_back(
        cx.registry.store,
        lambda db: ask(replace(cx, registry=replace(cx.registry, store=OneTransaction(db))), action, wish),
    )
