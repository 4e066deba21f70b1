"""Money into a registrar's account, booked by an operator."""

from registry.actions.registrys_own import demand_operator
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.registrar_facts import amount_of, currency_of, line_of
from registry.requests.registrar import RegistrarTopUp
from registry.store import ledger
from registry.store.ledger import Posted
from registry.store.sql import Connection


async def book_top_up(cx: Context, db: Connection, wish: RegistrarTopUp) -> Posted:
    """Within another action's transaction: the account afterwards.

    Raises ObjectMissing when the registrar has no account in that currency, and refusals of amounts and reasons that cannot be
    kept.
    """
    amount_of(wish.amount, "amount")
    currency_of(wish.currency)
    reason = line_of(wish.reason, "reason")
    posted = await ledger.post(
        db,
        registrar=wish.handle,
        currency=wish.currency,
        amount=wish.amount,
        must_cover=False,
        at=cx.now,
        kind="topUp",
        roid=None,
        name=reason,
        years=None,
        policy_id=None,
        reverses_id=None,
        svtrid=cx.svtrid,
        billable_at=None,
    )
    if posted is None:
        raise ObjectMissing(f"There is no account in {wish.currency}.", "registrar", wish.handle)
    return posted


@transacted
async def registrar_top_up(cx: Context, db: Connection, wish: RegistrarTopUp) -> Posted:
    """At once, by who works at the registry's own machine; in the panel it takes two (registry/actions/topup_propose.py)."""
    demand_operator(cx, "The registry books top-ups.")
    return await book_top_up(cx, db, wish)
