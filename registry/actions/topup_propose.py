"""Proposing a top-up: nothing is booked until somebody else confirms it (registry/actions/topup_decide.py)."""

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import NotAuthorized, ObjectMissing, ParameterRange
from registry.model.registrar_facts import amount_of, currency_of, line_of
from registry.requests.registrar import RegistrarTopUp
from registry.store import topups
from registry.store.sql import Connection


@transacted
async def topup_propose(cx: Context, db: Connection, wish: RegistrarTopUp) -> int:
    """The number of the proposal. Raises ObjectMissing where the registrar has no account in that currency, and refusals of
    amounts and reasons that cannot be kept."""
    if cx.actor.operator is None:
        raise NotAuthorized("The registry books top-ups.")
    if amount_of(wish.amount, "amount") == 0:
        raise ParameterRange("A top-up moves money.", "amount", "0")
    number = await topups.propose(
        db,
        registrar=wish.handle,
        currency=currency_of(wish.currency),
        amount=wish.amount,
        reason=line_of(wish.reason, "reason"),
        operator=cx.actor.operator,
        now=cx.now,
    )
    if number is None:
        raise ObjectMissing(f"There is no account in {wish.currency}.", "registrar", wish.handle)
    return number
