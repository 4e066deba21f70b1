"""Proposing a top-up: nothing is booked until somebody else confirms it (registry/actions/topup_decide.py).

A registrar's people propose one of their own account, when a payment is on its way; an operator confirms that as any other.
"""

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
    amounts and reasons that cannot be kept, and of money that a registrar would take out, or ask for of another."""
    proposer = cx.actor.operator or (cx.actor.registrar if cx.actor.registrar == wish.handle else None)
    if proposer is None:
        raise NotAuthorized("The registry books top-ups.")
    if amount_of(wish.amount, "amount") == 0:
        raise ParameterRange("A top-up moves money.", "amount", "0")
    if cx.actor.operator is None and wish.amount < 0:
        raise NotAuthorized("The registry alone takes money out.")
    number = await topups.propose(
        db,
        registrar=wish.handle,
        currency=currency_of(wish.currency),
        amount=wish.amount,
        reason=line_of(wish.reason, "reason"),
        payer=line_of(wish.payer, "payer") if wish.payer else "",
        operator=proposer,
        now=cx.now,
    )
    if number is None:
        raise ObjectMissing(f"There is no account in {wish.currency}.", "registrar", wish.handle)
    return number
