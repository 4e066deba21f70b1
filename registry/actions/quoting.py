"""What a command costs whom: for the fee check, the quote of an operator, the rules and the charge alike."""

from datetime import datetime

from registry.context import Context
from registry.model.domain import Domain
from registry.model.lifecycle import years_owed
from registry.model.phases import NamedPhase
from registry.model.policy import Policy, PolicyBook, Rules
from registry.model.pricing import Discount, NotSold, Operation, Quote, Terms
from registry.store import registrars
from registry.store.sql import Connection


async def terms_of(db: Connection, registrar: str | None, policy: Policy, now: datetime) -> Terms:
    """On what terms a registrar buys in the policy's TLD; nobody in particular buys on the TLD's own."""
    if registrar is None:
        return policy.terms()
    terms = await registrars.terms(db, registrar=registrar, tld_id=policy.tld_id, now=now)
    return policy.terms(terms.price_group, terms.currency) if terms else policy.terms()


def tariff_of(book: PolicyBook, policy: Policy, domain: Domain) -> Rules:
    """The version whose price list a renewal of the name goes by: by the policy the one in force, or an older one that was
    promised when the name was registered, or came to its sponsor."""
    promised = {"now": None, "create": domain.created_at, "transfer": domain.transferred_at or domain.created_at}
    since = promised[policy.rules.renewals_as_of]
    return policy.rules if since is None else book.at(domain.tld, since).rules


def whole_quote(
    book: PolicyBook,
    policy: Policy,
    operation: Operation,
    years: int,
    terms: Terms,
    at: datetime,
    domain: Domain | None,
    name_class: str,
    discount: Discount | None = None,
    phase: NamedPhase | None = None,
) -> Quote:
    """What a command costs in all: a restore also adds the years by which the name has expired meanwhile.

    `domain` is the registered name as it is at that instant, if it is one. Raises NotSold.
    """
    promised = tariff_of(book, policy, domain) if domain else None
    tariff = promised if operation in ("renew", "autoRenew") else None
    quote = policy.quote(operation, years, terms, at, name_class, discount, phase, tariff)
    owed, _ = years_owed(domain, at) if domain and operation == "restore" else (0, None)
    if not owed:
        return quote
    return quote.and_also(policy.quote("renew", owed, terms, at, name_class, tariff=promised))


async def quote_for(
    cx: Context,
    db: Connection,
    domain: Domain,
    registrar: str | None,
    operation: Operation,
    years: int,
    policy: Policy,
    discount: Discount | None = None,
) -> Quote | None:
    """What a command on a registered name costs a registrar, by the class the name was sold as; None where it has no price."""
    terms = await terms_of(db, registrar, policy, cx.now)
    try:
        return whole_quote(cx.book, policy, operation, years, terms, cx.now, domain, domain.name_class, discount)
    except NotSold:
        return None


async def renewal_by_time(cx: Context, db: Connection, domain: Domain, policy: Policy) -> Quote:
    """What a year costs that time adds. Time has to charge something: where there is no price in the sponsor's currency, it
    charges in the TLD's own."""
    quote = await quote_for(cx, db, domain, domain.registrar, "autoRenew", 1, policy)
    return quote or policy.quote("autoRenew", 1, policy.terms(), cx.now, domain.name_class)
