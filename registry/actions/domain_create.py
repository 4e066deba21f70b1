"""Registering a domain (RFC 5731, section 3.2.1): found and judged, then paid and written in one statement."""

from dataclasses import asdict

from registry.actions.overdue import Overdue
from registry.actions.remember import written
from registry.actions.transaction import one_statement
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
from registry.store import domain_creation, domains
from registry.store.domain_creation import Found, Made
from registry.store.sql import Connection


@one_statement
async def domain_create(cx: Context, db: Connection, wish: DomainCreate) -> DomainCreated:
    """The name is the registrar's, paid for, and in its add grace period."""
    policy = policy_of(cx, wish.name)
    found = await _find(cx, db, wish, policy)
    years = (wish.period.years if wish.period else None) or policy.rules.default_years
    price = policy.rules.prices.of("create", years)
    judge(_case(cx, wish, policy, found, price), RULES["domain create"])
    domain = begin(_planned(cx, wish, policy, years), years, cx.now, policy)
    await _write(cx, db, policy, found, domain, price)
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
        currency=policy.rules.prices.currency,
        contacts=sorted(handles),
        hosts=list(wish.nameservers.hosts),
        now=cx.now,
    )
    if found.overdue:
        raise Overdue(await domains.due_of(db, registrar_id=cx.actor.registrar_id, now=cx.now, most=100))
    if found.taken and not await domains.taken(db, names=[wish.name], now=cx.now):
        raise Overdue((wish.name,))
    return found


def _case(cx: Context, wish: DomainCreate, policy: Policy, found: Found, price: Money) -> Case[DomainCreate]:
    return Case(
        cx.actor,
        cx.now,
        wish,
        policy,
        accredited=found.accredited,
        taken=found.taken,
        price=price,
        funds=found.funds,
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
        nameservers=tuple(sorted(wish.nameservers.attributes, key=lambda server: server.name)),
        dnssec=wish.dnssec,
        authinfo=authinfo.seal(wish.authinfo) if wish.authinfo else None,
    )


async def _write(cx: Context, db: Connection, policy: Policy, found: Found, domain: Domain, price: Money) -> Made:
    ids = dict(zip(found.contacts, found.contact_ids, strict=True))
    (grace,) = domain.graces
    assert cx.actor.registrar_id
    return await domain_creation.create(
        db,
        name=domain.name,
        tld_id=policy.tld_id,
        registrar_id=cx.actor.registrar_id,
        registrant_id=ids[domain.registrant] if domain.registrant else None,
        roles=[link.role for link in domain.contacts],
        contact_ids=[ids[link.contact] for link in domain.contacts],
        host_ids=found.host_ids,
        nameservers=[server.name for server in domain.nameservers],
        nameserver_addresses=[" ".join(map(str, server.addresses)) for server in domain.nameservers],
        dnssec=[{"number": number, **asdict(record)} for number, record in enumerate(domain.dnssec)],
        authinfo=domain.authinfo,
        now=cx.now,
        expires_at=domain.expires_at,
        grace_until=grace.ends_at,
        years=grace.years,
        price=price.amount,
        currency=price.currency,
        policy_id=policy.id,
        repository=cx.registry.repository,
        svtrid=cx.svtrid,
        cltrid=cx.cltrid,
        door=cx.door,
        operator=cx.actor.operator,
        address=cx.address,
        session_id=cx.session_id,
        milliseconds=cx.milliseconds(),
        frame=cx.frame,
        state=written(domain),
    )
