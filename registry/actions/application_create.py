"""Applying for a name (RFC 8334, section 3.3): what a create does in a phase that takes applications."""

from dataclasses import replace

from registry.actions.funds_told import funds_told
from registry.actions.money import charge
from registry.actions.remember import remember_application, written
from registry.context import Context
from registry.model.application import Application
from registry.model.domain import Domain
from registry.model.launch import Notice
from registry.model.phases import Phase
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import AppliedFor, DomainCreate, DomainCreated
from registry.store import application_changes, applications, domains, tokens
from registry.store.launches import Launch
from registry.store.sql import Connection


async def application_create(
    cx: Context,
    case: Case[DomainCreate],
    domain: Domain,
    years: int,
    launch: Launch,
) -> DomainCreated:
    """Judged and priced already: the application is made and paid for. Its end is promised to the registrar (1001).

    The price is that of the name, and is charged at once: who wins has paid (docs/decisions say why).
    """
    return await cx.registry.store.transaction(lambda db: _create(cx, db, case, domain, years, launch))


async def _create(
    cx: Context, db: Connection, case: Case[DomainCreate], domain: Domain, years: int, launch: Launch
) -> DomainCreated:
    phase, quote = case.phase, case.quote
    assert phase and quote
    await applications.take_turn(db, name=domain.name)
    judge(await _anew(cx, db, case), RULES["application create"])
    made = await _application(cx, db, phase, domain, years, launch)
    await application_changes.add(db, made, written(made.domain), case.policy.tld_id)
    if case.token is not None:
        await tokens.redeem(db, token_id=case.token.id, roid=made.roid, at=cx.now)
    await remember_application(cx, db, "create", made, code=1001)
    lines = [replace(line, grace=None) for line in quote.lines]  # whose end nobody knows before the allocation
    ids = [await charge(cx, db, made.domain, made.registrar, line, case.policy) for line in lines]
    await application_changes.note_charges(db, application_id=made.id, ledger_ids=ids)
    funds = await funds_told(cx, db, case.policy, quote.currency)
    return DomainCreated(made.name, cx.now, None, quote, funds, AppliedFor(made.phase, made.roid))


async def _anew(cx: Context, db: Connection, case: Case[DomainCreate]) -> Case[DomainCreate]:
    """What rivals may have changed before it was this one's turn."""
    name = case.wish.name
    taken = bool(await domains.taken(db, names=[name], now=cx.now))
    counts = {each.registrar: each.count for each in await applications.applicants(db, names=[name])}
    return replace(case, taken=taken, applicants=counts)


async def _application(
    cx: Context, db: Connection, phase: Phase, domain: Domain, years: int, launch: Launch
) -> Application:
    number = await application_changes.next_number(db)
    roid = f"A{number}-{cx.registry.repository}"
    notice = None
    if launch.notice_id is not None:
        assert launch.notice_not_after and launch.notice_accepted_at and launch.notice_validator
        notice = Notice(launch.notice_id, launch.notice_not_after, launch.notice_accepted_at, launch.notice_validator)
    return Application(
        id=number,
        roid=roid,
        phase=phase.named,
        status=phase.first_status,
        status_at=cx.now,
        years=years,
        domain=replace(domain, id=number, roid=roid, graces=()),
        svtrid=cx.svtrid,
        cltrid=cx.cltrid,
        smd_id=launch.smd_id,
        mark=launch.mark,
        has_claims=launch.has_claims,
        notice=notice,
    )
