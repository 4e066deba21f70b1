"""What the steps of a URS case share: who takes them, taking hold of the name and its case, writing the case down."""

from dataclasses import replace
from datetime import datetime

from registry.actions.hold import hold_domain
from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_urs
from registry.actions.transfer_end import abandon_transfer
from registry.context import Context
from registry.errors import ObjectMissing, ParameterMissing
from registry.model.domain import Domain
from registry.model.lifecycle import close_transfer
from registry.model.poll import ChangeCase
from registry.model.urs import STEPS, Before, UrsCase, UrsStep, as_it_stands
from registry.store import domains, urs
from registry.store.sql import Connection


def demand_account(cx: Context) -> None:
    """Raises NotAuthorized, or ParameterMissing where an operator does not say why: all of a case is accounted for."""
    demand_operator(cx, "What a complaint does to a name is the registry's to carry out.")
    if not cx.reason:
        raise ParameterMissing("The reason is missing.", "reason")


def about(cx: Context, case: UrsCase) -> Context:
    """The same command, as one that comes of the case: so its sponsor is told (RFC 8590, section 3.1.4)."""
    return replace(cx, case=ChangeCase("urs", case.number))


async def hold_case(cx: Context, db: Connection, name: str) -> tuple[UrsCase, Domain]:
    """The name under its lock, and its open case as it stands; raises ObjectMissing where there is none of one of them."""
    demand_account(cx)
    domain = await hold_domain(cx, db, name)
    return as_it_stands(await open_case(db, name), domain), domain


async def hold_case_alone(cx: Context, db: Connection, name: str) -> tuple[UrsCase, Domain | None]:
    """The open case of a name which may be registered no more."""
    demand_account(cx)
    domain = None if await domains.lock(db, name=name) is None else await hold_domain(cx, db, name)
    return as_it_stands(await open_case(db, name), domain), domain


async def open_case(db: Connection, name: str) -> UrsCase:
    found = await urs.hold(db, name)
    if found is None:
        raise ObjectMissing("No URS case about this name is open.", "domain:name", name)
    return found


async def without_transfer(cx: Context, db: Connection, domain: Domain, *, is_dry: bool) -> Domain:
    """A transfer that still waits comes to nothing: it never stands with what prohibits it (RFC 5731, section 2.3).

    Both parties are told, and the gaining one gets back what it paid.
    """
    if domain.pending_transfer is None:
        return domain
    if is_dry:
        return close_transfer(domain, cx.now, "serverCancelled", domain.registrar)
    await abandon_transfer(cx, db, domain, "serverCancelled", "transferCancel")
    return await hold_domain(cx, db, domain.name)


async def write_case(
    cx: Context,
    db: Connection,
    step: UrsStep,
    case: UrsCase,
    *,
    before: Before | None = None,
    locked_at: datetime | None = None,
    suspended_at: datetime | None = None,
    extended_at: datetime | None = None,
    rolled_back_at: datetime | None = None,
    closed_at: datetime | None = None,
    is_command: bool = False,
) -> UrsCase:
    """Store the case after a step; what is not said stays. `is_command`: the step changed nothing but the case."""
    after = replace(
        case,
        status=STEPS[case.status][step],
        before=before or case.before,
        locked_at=case.locked_at or locked_at,
        suspended_at=suspended_at or case.suspended_at,
        extended_at=extended_at or case.extended_at,
        rolled_back_at=rolled_back_at or case.rolled_back_at,
        closed_at=closed_at,
        version=case.version + 1,
    )
    await urs.save(db, after)
    await remember_urs(cx, db, step, after, is_command=is_command)
    return after
