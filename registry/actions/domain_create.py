"""Registering a domain (RFC 5731, section 3.2.1): found and judged, then paid and written in one statement."""

from collections.abc import Mapping

from registry.actions.applicants import applicants_for
from registry.actions.application_create import application_create
from registry.actions.domain_launch import domain_launch
from registry.actions.funds_told import funds_told
from registry.actions.idn import Internationalized, internationalized
from registry.actions.listed import Listed, listed
from registry.actions.of_one_world import of_one_world
from registry.actions.overdue import BATCH, Overdue
from registry.actions.remember import written
from registry.actions.shown_token import applicable, shown_token
from registry.actions.transaction import single_statement
from registry.context import Context
from registry.errors import NotAuthorized, PolicyForbids
from registry.model import authinfo
from registry.model.domain import Domain
from registry.model.fees import FundsTold
from registry.model.lifecycle import add_grace, next_due
from registry.model.period import add_years
from registry.model.phases import Phase, phase_at
from registry.model.policy import Policy
from registry.model.pricing import STANDARD, LineKind, NotSold, Quote
from registry.model.token import AllocationToken
from registry.policy.case import Case, contacts_rule, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainCreate, DomainCreated
from registry.store import domain_creation, domain_sought, domains, launches, overdue
from registry.store.domain_creation import Creation, More, Row
from registry.store.domain_sought import Accreditation, Found, Sought
from registry.store.launches import Launch
from registry.store.sql import Connection


@single_statement
async def domain_create(cx: Context, wish: DomainCreate) -> DomainCreated:
    """The name is the registrar's, paid for, and in its add grace period; or it is applied for, where the phase has it so."""
    policy = policy_of(cx, wish.name)
    found = await _find(cx, wish, policy)
    stands = (await listed(cx, (wish.name,)))[wish.name]
    years = (wish.period.years if wish.period else None) or policy.rules.default_years
    token = applicable(cx, await shown_token(cx, wish.token), wish.name, policy, "create", stands.name_class)
    phase = phase_at(policy.rules.phases, cx.now, wish.launch.phase if wish.launch else None)
    quote = _quote(cx, policy, found.accreditation(cx.now), years, stands.name_class, token, phase)
    idn = await internationalized(cx, wish, policy)
    rivals = (await applicants_for(cx, (wish.name,))).get(wish.name, {})
    case = _case(cx, wish, policy, found, stands, quote, token, idn, phase, rivals)
    judge(case, RULES["domain create"])
    launch = await domain_launch(cx, wish, policy)
    assert quote
    domain = _begun(cx, wish, policy, found.number, years, stands.name_class, idn)
    if launch is not None and case.phase is not None and case.phase.takes_applications:
        return await application_create(cx, case, domain, years, launch)
    creation = _creation(cx, policy, found, domain, quote, token, idn)
    await _write(cx, launch, creation, in_sandbox=policy.rules.sandbox)
    funds = await _funds(cx, policy, quote) if policy.rules.fees_tell_balance else None
    return DomainCreated(domain.name, domain.created_at, domain.expires_at, quote, funds)


async def _funds(cx: Context, policy: Policy, quote: Quote) -> FundsTold | None:
    return await cx.registry.store.reading(lambda db: funds_told(cx, db, policy, quote.currency))


async def _write(cx: Context, launch: Launch | None, creation: Creation, *, in_sandbox: bool) -> None:
    """Creates travel together, but for one in a launch: what is remembered of that is a second statement beside its own."""
    if launch is None:
        await cx.registry.store.together(domain_creation.create, creation)
        return

    async def both(db: Connection) -> None:
        async with db.transaction():
            await domain_creation.create(db, (creation,))
            await launches.add(db, creation.row.roid, launch, in_sandbox=in_sandbox)

    await cx.registry.store.reading(both)


def policy_of(cx: Context, name: str) -> Policy:
    """The policy now in force for a name. Raises PolicyForbids for names in nobody's or another's TLD."""
    tld = cx.book.tld_of(name)
    if tld is None:
        raise PolicyForbids("The name is not in a TLD of this registry.", "domain:name", name)
    return cx.book.at(tld, cx.now)


async def _find(cx: Context, wish: DomainCreate, policy: Policy) -> Found:
    registrar_id = cx.actor.registrar_id
    if registrar_id is None:
        raise NotAuthorized("Names are created by registrars.")
    handles = {link.contact for link in wish.contacts} | ({wish.registrant} if wish.registrant else set())
    sought = Sought(wish.name, policy.tld_id, registrar_id, handles, wish.nameservers.hosts)
    store = cx.registry.store
    found = await store.together(domain_sought.find, sought)
    if found.next_due and found.next_due <= cx.now:
        raise Overdue(await store.reading(lambda db: _due(cx, db, registrar_id)))
    if wish.name in found.taken and not await store.reading(lambda db: _is_registered(cx, db, wish.name)):
        raise Overdue((wish.name,))
    return found


async def _due(cx: Context, db: Connection, registrar_id: int) -> list[str]:
    return await overdue.due_of(db, registrar_id=registrar_id, now=cx.now, most=BATCH)


async def _is_registered(cx: Context, db: Connection, name: str) -> bool:
    """Time may have ended a name although nobody has written it down yet."""
    return bool(await domains.taken(db, names=[name], now=cx.now))


def _quote(
    cx: Context,
    policy: Policy,
    accreditation: Accreditation | None,
    years: int,
    name_class: str,
    token: AllocationToken | None,
    phase: Phase | None,
) -> Quote | None:
    """What the name costs the registrar; None where that has no price."""
    group, currency = (accreditation.price_group, accreditation.currency) if accreditation else (None, None)
    try:
        return policy.quote(
            "create",
            years,
            policy.terms(group, currency),
            cx.now,
            name_class,
            token.discount if token else None,
            phase.named if phase else None,
        )
    except NotSold:
        return None


def _case(
    cx: Context,
    wish: DomainCreate,
    policy: Policy,
    found: Found,
    stands: Listed,
    quote: Quote | None,
    token: AllocationToken | None,
    idn: Internationalized,
    phase: Phase | None,
    rivals: Mapping[str, int],
) -> Case[DomainCreate]:
    accreditation = found.accreditation(cx.now)
    return Case(
        cx.actor,
        cx.now,
        wish,
        policy,
        accredited=accreditation is not None,
        taken=wish.name in found.taken,
        quote=quote,
        reservation=stands.reservation,
        offer=idn.offer,
        relatives=idn.relatives,
        phase=phase,
        applicants=rivals,
        token=token,
        funds=found.funds.get(quote.currency) if quote else None,
        contacts_rule=contacts_rule(accreditation.contacts if accreditation else None, policy),
        contacts=of_one_world(cx, found.contacts, found.contact_sponsors),
        hosts=of_one_world(cx, found.hosts, found.host_sponsors),
        without_address=found.without_address,
    )


def _begun(
    cx: Context, wish: DomainCreate, policy: Policy, number: int, years: int, name_class: str, idn: Internationalized
) -> Domain:
    """The domain as it will be, in its add grace period."""
    registrar = cx.actor.registrar
    assert registrar
    return Domain(
        id=number,
        roid=f"D{number}-{cx.registry.repository}",
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
        authinfo=authinfo.seal(wish.authinfo, cx.now) if wish.authinfo else None,
        graces=(add_grace(years, cx.now, policy),),
        name_class=name_class,
        idn_table=idn.table.name if idn.table else None,
        variants=tuple(sorted(each.name for each in idn.relatives)),
    )


def _creation(
    cx: Context,
    policy: Policy,
    found: Found,
    domain: Domain,
    quote: Quote,
    token: AllocationToken | None,
    idn: Internationalized,
) -> Creation:
    (grace,) = domain.graces
    actor = cx.actor
    assert actor.registrar_id
    row = Row(
        id=domain.id,
        roid=domain.roid,
        name=domain.name,
        tld_id=policy.tld_id,
        registrar_id=actor.registrar_id,
        currency=quote.currency,
        registrant_id=found.contacts[domain.registrant] if domain.registrant else None,
        authinfo=domain.authinfo,
        at=domain.created_at,
        expires_at=domain.expires_at,
        next_due=next_due(domain, cx.book),
        grace_until=grace.ends_at,
        years=grace.years,
        price=_sum_of(quote, "create"),
        policy_id=policy.id,
        svtrid=cx.svtrid,
        cltrid=cx.cltrid,
        door=cx.door,
        operator=actor.operator,
        address=cx.address,
        session_id=cx.session_id,
        milliseconds=cx.milliseconds(),
        frame=cx.frame,
        state=written(domain),
    )
    contacts = [(link.role, found.contacts[link.contact]) for link in domain.contacts]
    return Creation(row, contacts, [found.hosts[name] for name in domain.hosts], _more(domain, quote, token, idn))


def _sum_of(quote: Quote, kind: LineKind) -> int:
    return sum(line.price.amount for line in quote.lines if line.kind == kind)


def _more(domain: Domain, quote: Quote, token: AllocationToken | None, idn: Internationalized) -> More | None:
    """What the name has that most have not."""
    extra = _sum_of(quote, "earlyAccess")
    special = domain.name_class != STANDARD or idn.table or idn.key or idn.holder_id
    if not (special or extra or token or domain.nameservers or domain.dnssec):
        return None
    return More(
        name_class=domain.name_class,
        idn_table_id=idn.table.id if idn.table else None,
        variant_key=idn.key,
        variant_of=idn.holder_id,
        early_access=extra,
        token_id=token.id if token else None,
        nameservers=domain.nameservers,
        dnssec=domain.dnssec,
    )
