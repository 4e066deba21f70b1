"""Deleting a domain (RFC 5731, section 3.2.2): at once within the add grace period, or by way of redemption."""

from registry.actions.funds_told import funds_told
from registry.actions.hold import hold_domain
from registry.actions.host_retirement import uses_of, warn_of_end
from registry.actions.money import give_back
from registry.actions.remember import remember_end
from registry.actions.tell_change import tell_change
from registry.actions.transaction import transacted
from registry.actions.write import write_domain
from registry.context import Context
from registry.model.lifecycle import delete
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainDelete, DomainDeleted
from registry.store import domains, tokens, variants
from registry.store.sql import Connection


@transacted
async def domain_delete(cx: Context, db: Connection, wish: DomainDelete) -> DomainDeleted:
    """What open grace periods stand for is given back. `purged` false promises a message at the purge (1001)."""
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    uses = await uses_of(cx, db, domain)
    judge(Case(cx.actor, cx.now, wish, policy, domain, uses=uses), RULES["domain delete"])
    after, given_back = delete(domain, cx.now, policy)
    if after is None:
        if domain.variants:
            await variants.leave(db, domain_id=domain.id)
        await domains.purge(db, domain_id=domain.id)
        if policy.rules.tokens_given_back == "add_grace" and any(grace.kind == "addPeriod" for grace in given_back):
            await tokens.give_back(db, roid=domain.roid)
        await remember_end(cx, db, "delete", domain)
        await tell_change(cx, db, "purge", domain, "before")
    else:
        await write_domain(cx, db, "delete", domain, after, code=1001)
        await warn_of_end(cx, db, after)
    credits = await give_back(cx, db, given_back)
    funds = await funds_told(cx, db, policy)
    return DomainDeleted(domain.name, purged=after is None, credits=credits, funds=funds)
