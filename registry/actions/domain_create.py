"""Registering a domain (RFC 5731, section 3.2.1): found, judged, paid and written in one transaction."""

from dataclasses import replace

from registry.actions.money import funds_short, warn_of_low_balance
from registry.actions.remember import remember_domain
from registry.actions.settle import Overdue
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import NotAuthorized, PolicyForbids
from registry.model import authinfo
from registry.model.domain import Domain
from registry.model.lifecycle import begin
from registry.model.money import Money
from registry.model.period import add_years
from registry.model.policy import Policy
from registry.policy.case import Case, contacts_rule, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainCreate, DomainCreated
from registry.store import domain_changes, domain_creation, domains
from registry.store.domain_creation import Found, Made
from registry.store.sql import Connection


@transacted
async def domain_create(cx: Context, db: Connection, wish: DomainCreate) -> DomainCreated:
    """The name is the registrar's, paid for, and in its add grace period."""
    policy = policy_of(cx, wish.name)
    found = await _find(cx, db, wish, policy)
    judge(_case(cx, wish, policy, found), RULES["domain create"])
    years = (wish.period.years if wish.period else None) or policy.rules.default_years
    domain = begin(_planned(cx, wish, policy, years), years, cx.now, policy)
    made = await _write(cx, db, wish, policy, found, domain, years)
    if wish.nameservers.attributes or wish.dnssec:
        await domain_changes.add_parts(db, made.id, domain)
    domain = _as_made(domain, made)
    await remember_domain(cx, db, "create", domain)
    return DomainCreated(domain.name, domain.created_at, domain.expires_at)


def policy_of(cx: Context, name: str) -> Policy:
    """The policy now in force for a name. Raises PolicyForbids for names in nobody's or another's TLD."""
    tld = cx.book.tld_of(name)
    if tld is None:
        raise PolicyForbids("The name is not in a TLD of this registry.", "domain:name", name)
    return cx.book.at(tld, cx.now)


async def _find(cx: Context, db: Connection, wish: DomainCreate, policy: Policy) -> Found:
    if cx.actor.registrar_id is None:
        raise NotAuthorized("Names are created by registrars.")
    handles = {link.contact for link in wish.contacts} | ({wish.registrant} if wish.registrant else set())
    found = await domain_creation.find(
        db,
        name=wish.name,
        tld_id=policy.tld_id,
        registrar_id=cx.actor.registrar_id,
        contacts=sorted(handles),
        hosts=list(wish.nameservers.hosts),
        now=cx.now,
    )
    if found.overdue:
        raise Overdue(await domains.due_of(db, registrar_id=cx.actor.registrar_id, now=cx.now, most=100))
    if found.taken and not await domains.taken(db, names=[wish.name], now=cx.now):
        raise Overdue((wish.name,))
    return found


def _case(cx: Context, wish: DomainCreate, policy: Policy, found: Found) -> Case[DomainCreate]:
    return Case(
        cx.actor,
        cx.now,
        wish,
        policy,
        accredited=found.accredited,
        taken=found.taken,
        contacts_rule=contacts_rule(found.contacts_rule, policy),
        contacts=dict(zip(found.contacts, found.contact_ids, strict=True)),
        hosts=dict(zip(found.hosts, found.host_ids, strict=True)),
    )


def _planned(cx: Context, wish: DomainCreate, policy: Policy, years: int) -> Domain:
    """The domain as it will be, but for its identity."""
    registrar = cx.actor.registrar
    assert registrar
    return Domain(
        id=0,
        roid="",
        name=wish.name,
        tld=policy.tld,
        registrar=registrar,
        created_at=cx.now,
        created_by=registrar,
        expires_at=add_years(cx.now, years),
        registrant=wish.registrant,
        contacts=tuple(sorted(wish.contacts, key=lambda link: (link.role, link.contact))),
        hosts=tuple(sorted(wish.nameservers.hosts)),
        nameservers=wish.nameservers.attributes,
        dnssec=wish.dnssec,
        authinfo=authinfo.seal(wish.authinfo) if wish.authinfo else None,
    )


async def _write(
    cx: Context, db: Connection, wish: DomainCreate, policy: Policy, found: Found, domain: Domain, years: int
) -> Made:
    ids = dict(zip(found.contacts, found.contact_ids, strict=True))
    price: Money = policy.rules.prices.of("create", years)
    assert cx.actor.registrar_id and cx.actor.registrar
    made = await domain_creation.create(
        db,
        name=domain.name,
        tld_id=policy.tld_id,
        registrar_id=cx.actor.registrar_id,
        registrant_id=ids[domain.registrant] if domain.registrant else None,
        roles=[link.role for link in domain.contacts],
        contact_ids=[ids[link.contact] for link in domain.contacts],
        host_ids=found.host_ids,
        authinfo=domain.authinfo,
        now=cx.now,
        expires_at=domain.expires_at,
        grace_until=domain.graces[0].ends_at,
        years=years,
        price=price.amount,
        currency=price.currency,
        policy_id=policy.id,
        repository=cx.registry.repository,
        svtrid=cx.svtrid,
    )
    if made is None:
        raise funds_short(price)
    if made.crossed:
        await warn_of_low_balance(cx, db, cx.actor.registrar, price.currency, made)
    return made


def _as_made(domain: Domain, made: Made) -> Domain:
    return replace(domain, id=made.id, roid=made.roid)
