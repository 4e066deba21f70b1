"""What becomes of the people of resellers; each in one transaction with its record.

Whoever does it is judged on the row as it is then, locked: nobody changes their own account, or that of somebody who may do more,
and nobody gives a role that holds more than they do. What people may is bounded by their employer besides, whatever was given.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from mail.notices import Happened, tell
from panel.blacklist.gate import demand_welcome
from panel.clients import queries as accounts
from panel.clients.actions import DEEPEST, TEMPORARY_LIFE, By, Place, asking, by, demand_address, login_of, login_taken
from panel.clients.erasing import forget
from panel.employees import queries
from panel.employees.queries import Employee
from panel.identity import pin_queries as pins
from panel.identity.ending import end_ways_in
from panel.identity.ending_queries import end_grants
from panel.identity.passwords import canonical_login
from panel.identity.personal.kept import Person
from panel.identity.replacing import tell_of_another_address
from panel.identity.states import Step, StepRefused, after
from panel.kit.access import employed_with, permissions_of, reaches
from panel.kit.deeds import Declined, Values
from panel.kit.request_id import request_id
from panel.kit.roles import ASSIGNABLE, OF_RESELLERS
from panel.kit.situation import Situation
from registry.context import Context
from registry.store.sql import Connection

MISSING: Final = "There is no such employee."
# Of these they are told.
TELLS: Final = {
    "create": "account.created",
    "block": "account.blocked",
    "unblock": "account.unblocked",
    "reset-second-factor": "account.second-factor-off",
    "remove-pin": "account.pin-removed",
}

Work = Callable[[Connection, Employee], Awaitable[str | None]]


def why_not(who: By, employee: Employee) -> str | None:
    """What keeps somebody from changing this account at all; None: nothing."""
    if employee.id == who.account_id:
        return "Nobody changes their own account here: ask somebody else who may."
    if who.root is not None and who.root not in employee.sellers:
        return MISSING
    if who.held is not None and not reaches(who.held, employee.permissions):
        return "This account may do more than yours."
    return "It is wiped: nothing is left that could be changed." if employee.state == "wiped" else None


def why_no_step(employee: Employee, step: Step) -> str | None:
    """What keeps an employee from making a step; None: nothing."""
    try:
        after(step, employee.state)
    except StepRefused as refused:
        return str(refused)
    if step == "restore" and employee.employer_state in ("deleted", "wiped"):
        return "The employer is deleted: restore that first."
    return None


def roles_for(held: frozenset[str] | None, employers: Iterable[str]) -> dict[str, str]:
    """The roles that somebody who holds these may give to people of an employer with these roles and rights, with titles."""
    most = permissions_of(frozenset(employers))
    return {
        role: title
        for role, title in ASSIGNABLE.items()
        if role in OF_RESELLERS
        and (held is None or reaches(held, employed_with(permissions_of(frozenset({role})), most)))
    }


async def employee_create(
    cx: Context, who: By, login: str, name: str, email: str, role: str, employer: str | None, language: str = "en"
) -> str:
    """Let somebody work for a reseller, or for whoever does it; the login. No password opens it yet. Raises Declined."""
    login = login_of(login)
    await demand_welcome(cx.registry, (("email", email),), asking(cx, who))

    async def work(db: Connection) -> str:
        by = await queries.employer(db, login=employer and canonical_login(employer), id=who.root)
        if by is None or who.root not in (None, by.id, *by.sellers):
            raise Declined("For whom do they work? There is no such reseller.", at="employer")
        if by.state in ("deleted", "wiped"):
            raise Declined("That reseller is deleted.", at="employer")
        if len(by.sellers) >= DEEPEST - 1:
            raise Declined(f"Nobody stands below more than {DEEPEST} sellers.", at="employer")
        _demand_gift(who, role, by.parts)
        await demand_address(db, email, by.id)
        number = await accounts.add(
            db, login=login, name=name, email=email, kind="employee", seller_id=by.id, language=language,
            description="", now=cx.now,
        )  # fmt: skip
        if number is None:
            raise login_taken()
        await accounts.give_role(db, id=number, role=role)
        await _write_down(db, cx, who, "create", login, number, f"{ASSIGNABLE[role]}, for {by.login}")
        return login

    return await cx.registry.store.transaction(work)


async def demand_address_of_new(situation: Situation, subject: object, values: Values) -> None:
    """That whoever somebody is to work for has no account by the address. Raises Declined."""
    who, employer = by(situation.viewer), values.get("employer")

    async def work(db: Connection) -> None:
        found = await queries.employer(db, login=employer and canonical_login(employer), id=who.root)
        if found is not None and who.root in (None, found.id, *found.sellers):  # who else it is, is nobody's to know
            await demand_address(db, values["email"], found.id)

    await situation.registry.store.reading(work)


async def employee_update(
    cx: Context, who: By, employee: int, name: str, email: str, language: str, place: Place, *, lost: bool = False
) -> None:
    """Name, e-mail and the language that the panel speaks with them; the address of before is told, and `place` gives the page
    where it is taken back, unless it is `lost` to somebody else. Raises Declined."""
    await demand_welcome(cx.registry, (("email", email),), asking(cx, who))

    async def work(db: Connection, found: Employee) -> str | None:
        if email != found.email:
            await demand_address(db, email, found.seller_id, but=found.login)
        await accounts.set_person(db, id=found.id, name=name, email=email)
        await accounts.set_language(db, id=found.id, language=language)
        if email != found.email:
            await tell_of_another_address(db, found, cx.now, place(found.seller_id), lost=lost)
        changes = ((found.name, name), (found.email, email), (found.language, language))
        return ", ".join(f"{was or 'none'} → {now or 'none'}" for was, now in changes if was != now) or None

    await _changed(cx, who, employee, "update", work)


async def employee_step(
    cx: Context, who: By, employee: int, step: Step, reason: str | None, comment: str | None
) -> None:
    """Take somebody from one state to another; who may not come in is signed out everywhere. Raises Declined."""

    async def work(db: Connection, found: Employee) -> str | None:
        if problem := why_no_step(found, step):
            raise Declined(problem)
        if step == "restore":
            await demand_address(db, found.email, found.seller_id, but=found.login)
        state = after(step, found.state)
        await accounts.set_state(db, id=found.id, state=state, now=cx.now, by=who.login, reason=reason, comment=comment)
        if state != "active":
            await accounts.end_sessions(db, id=found.id)
        return reason

    await _changed(cx, who, employee, step, work)


async def employee_role(cx: Context, who: By, employee: int, role: str) -> None:
    """Give one role in place of the other. Raises Declined."""

    async def work(db: Connection, found: Employee) -> str | None:
        if role == found.role:
            raise Declined("That is their role already.", at="role")
        _demand_gift(who, role, found.employers_parts)
        await accounts.give_role(db, id=found.id, role=role)
        return f"{ASSIGNABLE.get(found.role, 'none')} → {ASSIGNABLE[role]}"

    await _changed(cx, who, employee, "set-role", work)


async def employee_password(cx: Context, who: By, employee: int, password_hash: str) -> None:
    """Give a temporary password, and end whatever else opens the account. Raises Declined."""

    async def work(db: Connection, found: Employee) -> str | None:
        if found.state != "active":
            raise Declined(f"It is {found.state}.")
        await accounts.set_password(
            db, id=found.id, password_hash=password_hash, now=cx.now, until=cx.now + TEMPORARY_LIFE
        )
        await end_ways_in(db, found, cx.now)
        return None

    await _changed(cx, who, employee, "set-tmp-pwd", work)


async def employee_networks(cx: Context, who: By, employee: int, networks: Sequence[str]) -> None:
    """From where they sign in from now on; none: from everywhere. Raises Declined."""

    async def work(db: Connection, found: Employee) -> str | None:
        await accounts.set_networks(db, id=found.id, networks=list(networks))
        return ", ".join(networks) or "everywhere"

    await _changed(cx, who, employee, "set-others-allowed-ips", work)


async def employee_end_sessions(cx: Context, who: By, employee: int) -> None:
    """Sign them out everywhere. Raises Declined."""

    async def work(db: Connection, found: Employee) -> str | None:
        await accounts.end_sessions(db, id=found.id)
        return None

    await _changed(cx, who, employee, "end-sessions", work)


async def employee_reset_second_factor(cx: Context, who: By, employee: int) -> None:
    """Take away app, passkeys and codes on paper, end every session and what applications were given. Raises Declined."""

    async def work(db: Connection, found: Employee) -> str | None:
        if not found.has_factor:
            raise Declined("They have no second factor.")
        await queries.forget_factors(db, id=found.id)
        await end_grants(db, account_id=found.id, but_of=None, now=cx.now)
        await accounts.end_sessions(db, id=found.id)
        return None

    await _changed(cx, who, employee, "reset-second-factor", work)


async def employee_remove_pin(cx: Context, who: By, employee: int) -> None:
    """Take their PIN away, which they have forgotten. Raises Declined."""

    async def work(db: Connection, found: Employee) -> str | None:
        if await pins.remove(db, account_id=found.id) is None:
            raise Declined("They have no PIN.")
        await pins.forget_given(db, account_id=found.id)
        return None

    await _changed(cx, who, employee, "remove-pin", work)


async def employee_erase(cx: Context, who: By, employee: int, confirmed: str) -> Person:
    """Erase somebody who was deleted; what stands for them now. Raises Declined."""

    async def work(db: Connection) -> Person:
        found = await _changeable(db, who, employee)
        if problem := why_no_step(found, "erase"):
            raise Declined(problem)
        person = await forget(db, Person(found.id, found.login), confirmed, cx.now)
        state = after("erase", found.state)
        await accounts.set_state(db, id=found.id, state=state, now=cx.now, by=who.login, reason=None, comment=None)
        await _write_down(db, cx, who, "erase", person.tombstone, person.id, None)
        return person

    return await cx.registry.store.transaction(work)


def _demand_gift(who: By, role: str, employers: Iterable[str]) -> None:
    if role not in roles_for(who.held, employers):
        raise Declined("Nobody gives a role that may do more than they.", at="role")


async def _changeable(db: Connection, who: By, employee: int) -> Employee:
    found = await queries.locked(db, id=employee)
    if found is None:
        raise Declined(MISSING)
    if problem := why_not(who, found):
        raise Declined(problem)
    return found


async def _changed(cx: Context, who: By, employee: int, action: str, work: Work) -> None:
    async def whole(db: Connection) -> None:
        found = await _changeable(db, who, employee)
        detail = await work(db, found)
        await _write_down(db, cx, who, action, found.login, found.id, detail)

    await cx.registry.store.transaction(whole)


async def _write_down(
    db: Connection, cx: Context, who: By, action: str, login: str, number: int, detail: str | None
) -> None:
    await accounts.write_down(
        db,
        now=cx.now,
        door=cx.door,
        action=f"employees.{action}",
        actor=who.login,
        actor_id=who.account_id,
        behind=who.behind,
        behind_id=who.behind_id,
        object="employee",
        login=login,
        id=number,
        address=cx.address,
        reason=cx.reason,
        detail=detail,
        request=request_id(),
    )
    if action in TELLS:
        await tell(db, number, Happened(TELLS[action], login, cx.now))
