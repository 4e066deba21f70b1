"""Allocating a name (RFC 8334, section 2.4): one application becomes the domain, its rivals are rejected, all at once."""

from dataclasses import replace

from registry.actions.application_rivals import rivals_of
from registry.actions.application_step import distrust
from registry.actions.hold_application import hold_application
from registry.actions.idn import Internationalized, internationalized
from registry.actions.money import reverse
from registry.actions.overdue import Overdue
from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_domain
from registry.actions.transaction import transacted
from registry.actions.write_application import step_application
from registry.context import Actor, Context
from registry.errors import ObjectMissing
from registry.model.application import Application
from registry.model.domain import Domain
from registry.model.launch import Brought
from registry.model.lifecycle import begin, next_due
from registry.model.period import add_years
from registry.model.policy import Policy
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.application import Allocated, ApplicationAllocate
from registry.requests.domain import DomainCreate, IdnData
from registry.store import accreditations, allocation, domains, launches, ledger, registrars, tokens
from registry.store.launches import Launch
from registry.store.sql import Connection

_LOST = "The name was allocated to another application."


async def allocate(cx: Context, db: Connection, wish: ApplicationAllocate) -> Allocated:
    """The name is registered from now on, as it was applied for and at what was paid then; its rivals get their money back."""
    demand_operator(cx, "Applications are decided by the registry.")
    winner = await hold_application(cx, db, wish.application)
    demand_name(winner, wish.name)
    policy = cx.book.at(winner.domain.tld, cx.now)
    idn = await demand_allocatable(cx, db, winner, policy)
    rivals = await rivals_of(cx, db, winner, policy)
    domain = await _register(cx, db, winner, policy, idn)
    await step_application(cx, db, "allocate", winner, reason=cx.reason, allocated_roid=domain.roid)
    for rival in rivals:
        await step_application(cx, db, "reject", rival, reason=_LOST, is_command=False)
        await tokens.give_back(db, roid=rival.roid)
    credits = await reverse(cx, db, [each for rival in rivals for each in rival.ledger_ids])
    return Allocated(
        winner.name, winner.roid, winner.registrar, domain.roid, tuple(rival.roid for rival in rivals), credits
    )


application_allocate = transacted(allocate)


def demand_name(application: Application, name: str | None) -> None:
    """Raise the refusal of a decision that names another name than the application is for."""
    if name is not None and application.name != name:
        raise ObjectMissing("There is no such application for this name.", "launch:applicationID", application.roid)


async def demand_allocatable(
    cx: Context, db: Connection, application: Application, policy: Policy
) -> Internationalized:
    """What the name is among its variants. Raises what speaks against its allocation, and Overdue."""
    domain = application.domain
    stored = await domains.by_name(db, domain.name)
    taken = bool(await domains.taken(db, names=[domain.name], now=cx.now))
    if stored is not None and not taken:
        raise Overdue((domain.name,))
    wish = DomainCreate(
        domain.name,
        registrant=domain.registrant,
        idn=IdnData(domain.idn_table) if domain.idn_table else None,
    )
    idn = await internationalized(cx, wish, policy)
    registrar = await registrars.by_handle(db, handle=application.registrar)
    assert registrar
    granted = await accreditations.of(db, registrar_id=registrar.id)
    case = Case(
        Actor(registrar=application.registrar),
        cx.now,
        wish,
        policy,
        accredited=any(each.tld == domain.tld and each.holds_at(cx.now) for each in granted),
        standing=registrar.state,
        taken=taken,
        relatives=idn.relatives,
        application=application,
        step="allocate",
        brought=Brought(distrust=await distrust(db, application)),
    )
    judge(case, RULES["application allocate"])
    return idn


async def _register(cx: Context, db: Connection, winner: Application, policy: Policy, idn: Internationalized) -> Domain:
    """The domain, written with all that belongs to it; its grace period stands for what was paid for the application."""
    planned = replace(
        winner.domain,
        created_at=cx.now,
        expires_at=add_years(cx.now, winner.years),
        updated_at=None,
        updated_by=None,
        variants=tuple(sorted(each.name for each in idn.relatives)),
    )
    domain = begin(planned, winner.years, cx.now, policy)
    (grace,) = domain.graces
    paid = next(each.id for each in await ledger.standing(db, ids=list(winner.ledger_ids)) if each.kind == "create")
    domain = replace(domain, graces=(replace(grace, ledger_id=paid),))
    made = await allocation.make(
        db,
        domain,
        tld_id=policy.tld_id,
        repository=cx.registry.repository,
        next_due=next_due(domain, cx.book),
        idn_table_id=idn.table.id if idn.table else None,
        variant_key=idn.key,
        variant_of=idn.holder_id,
    )
    domain = replace(domain, id=made[0], roid=made[1], version=1)
    await tokens.hand_on(db, roid=winner.roid, to=domain.roid)
    launch = await _launch(cx, db, winner, policy)
    await launches.add(db, domain.roid, launch, in_sandbox=policy.rules.sandbox)
    await remember_domain(cx, db, "create", domain, is_command=False)
    return domain


async def _launch(cx: Context, db: Connection, winner: Application, policy: Policy) -> Launch:
    """What the clearinghouse is told of the name."""
    notice = winner.notice
    registrar = await registrars.by_handle(db, handle=winner.registrar)
    assert registrar
    return Launch(
        name=winner.name,
        tld_id=policy.tld_id,
        registrar_id=registrar.id,
        registered_at=cx.now,
        phase=winner.phase.name,
        subphase=winner.phase.subphase,
        smd_id=winner.smd_id,
        mark=winner.mark,
        has_claims=winner.has_claims,
        notice_id=notice.id if notice else None,
        notice_validator=notice.validator if notice else None,
        notice_not_after=notice.not_after if notice else None,
        notice_accepted_at=notice.accepted_at if notice else None,
        applied_at=winner.domain.created_at,
    )
