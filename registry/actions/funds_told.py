"""What is left on a registrar's account, for the answers of TLDs whose policy tells it (RFC 8748, sections 3.5 and 3.6)."""

from registry.actions.quoting import terms_of
from registry.context import Context
from registry.model.fees import FundsTold
from registry.model.money import Money
from registry.model.policy import Policy
from registry.store import ledger
from registry.store.sql import Connection


async def funds_told(cx: Context, db: Connection, policy: Policy, currency: str | None = None) -> FundsTold | None:
    """In all answers to commands that change something, or in none. Without a currency: in that which the registrar pays in.

    None as well for an operator, and for a registrar without an account in that currency.
    """
    registrar = cx.actor.registrar
    if not policy.rules.fees_tell_balance or registrar is None:
        return None
    if currency is None:
        currency = (await terms_of(db, registrar, policy, cx.now)).currency
    for account in await ledger.accounts(db, registrar=registrar):
        if account.currency == currency:
            return FundsTold(Money(account.balance, currency), Money(account.credit_limit, currency))
    return None
