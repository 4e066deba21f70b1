"""How many sessions a registrar may have at once, what its accounts may owe, and when it is warned."""

from registry.actions.overdue import demand_known_balance
from registry.actions.registrar_change import demand_registry, registrar_changed, registrar_held
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterMissing
from registry.model.registrar_facts import amount_of, currency_of, sessions_of
from registry.requests.registrar import RegistrarLimits
from registry.store import ledger, registrars
from registry.store.sql import Connection


@transacted
async def registrar_limits(cx: Context, db: Connection, wish: RegistrarLimits) -> None:
    """New limits for sessions, for one account, or for both. Sessions that are open stay open; what is owed stays owed.

    Raises ObjectMissing for a registrar or an account that is not there, ParameterMissing where nothing is to change.
    """
    demand_registry(cx)
    of_account = wish.credit_limit is not None or wish.low_balance is not None or wish.opens
    if wish.sessions is None and not of_account:
        raise ParameterMissing("Name a limit to change.")
    if of_account and wish.currency is None:
        raise ParameterMissing("Name the currency of the account.", "currency")
    if wish.sessions is not None:
        sessions_of(wish.sessions)
    registrar_id = await registrar_held(db, wish.handle)
    if wish.sessions is not None:
        await registrars.set_session_limit(db, registrar_id=registrar_id, session_limit=wish.sessions)
    if wish.currency is not None and of_account:
        # What fell due under the old limit is settled by it.
        await demand_known_balance(db, wish.handle, cx.now)
        await _limit_account(db, registrar_id, currency_of(wish.currency), wish)
    await registrar_changed(cx, db, "limits", registrar_id, wish.handle)


async def _limit_account(db: Connection, registrar_id: int, currency: str, wish: RegistrarLimits) -> None:
    credit, low = wish.credit_limit, wish.low_balance
    if credit is not None:
        amount_of(credit, "credit limit", least=0)
    if low is not None:
        amount_of(low, "low balance")
    known = await ledger.set_limits(
        db, registrar_id=registrar_id, currency=currency, credit_limit=credit, low_balance=low
    )
    if known is None and wish.opens:
        await ledger.open_account(
            db, registrar_id=registrar_id, currency=currency, credit_limit=credit or 0, low_balance=low or 0
        )
    elif known is None:
        raise ObjectMissing("The registrar has no account in that currency.", "currency", currency)
