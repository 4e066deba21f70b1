"""Renewing a domain (RFC 5731, section 3.2.3)."""

from dataclasses import replace

from registry.actions.funds_told import funds_told
from registry.actions.hold import hold_domain
from registry.actions.money import charge
from registry.actions.quoting import quote_for
from registry.actions.transaction import transacted
from registry.actions.write import write_domain
from registry.context import Context
from registry.model.lifecycle import renew
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainRenew, DomainRenewed
from registry.store.sql import Connection


@transacted
async def domain_renew(cx: Context, db: Connection, wish: DomainRenew) -> DomainRenewed:
    """The registration is longer, paid for, and the renewal can be given back for a while."""
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    years = (wish.period.years if wish.period else None) or policy.rules.default_years
    quote = await quote_for(cx, db, domain, domain.registrar, "renew", years, policy)
    judge(Case(cx.actor, cx.now, wish, policy, domain, quote=quote), RULES["domain renew"])
    assert quote
    (line,) = quote.lines
    ledger_id = await charge(cx, db, domain, domain.registrar, line, policy)
    renewed = renew(domain, years, cx.now, policy)
    *earlier, fresh = renewed.graces
    paid = replace(renewed, graces=(*earlier, replace(fresh, ledger_id=ledger_id)))
    await write_domain(cx, db, "renew", domain, paid)
    return DomainRenewed(paid.name, paid.expires_at, quote, await funds_told(cx, db, policy, quote.currency))
