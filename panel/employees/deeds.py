"""What may be done to the people of resellers: let them in, look after their account, let them go.

Longer than most files: it is all declarations, and what may be done to somebody is read in one place.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask import url_for

from panel.clients.actions import By, by, demand_address_of, demand_login
from panel.clients.deeds import LOST, NETWORKS
from panel.clients.erasing import foreseen_of
from panel.clients.lists import CLIENTS
from panel.employees import actions, queries
from panel.employees.lists import EMPLOYEES
from panel.employees.queries import Employee
from panel.exports.actions import ExportRefused, copy_later, make
from panel.identity.codes import drawn_password
from panel.identity.personal.kept import Person
from panel.identity.states import Step
from panel.kit.deeds import Declined, Deed, Deeds, Made, Once, Opening, Values
from panel.kit.fields import About, Choice, Combo, Email, Field, Reason, Text
from panel.kit.foreseen import Foreseen
from panel.kit.languages import LANGUAGES
from panel.kit.situation import Situation
from panel.kit.web import mailed, viewer
from registry.context import Context
from registry.fair import Crowded
from registry.passwords import hashed
from wire import loop

Act = Callable[[Context, By, int, Values], Awaitable[object]]


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Employee]:
    """Of the logins those of people that the viewer's scope has."""
    scope = situation.scope
    rows = await situation.registry.store.reading(
        lambda db: queries.employees(db, logins=list(keys), everything=scope.everything, root=scope.root)
    )
    return {row.login: row for row in rows}


def _reasons(about: About) -> Mapping[str, str]:
    """For which people are blocked: what is offered is the same for all."""
    return about.subjects[0].reasons if about.subjects else {}


def _roles(about: About) -> Mapping[str, str]:
    """Those that the viewer may give to all of these; of somebody new the action looks at the employer."""
    who = by(about.situation.viewer)
    asker = about.situation.viewer
    own = asker.employer.parts if asker.employer else asker.roles | asker.rights
    if not any(about.subjects):
        return actions.roles_for(who.held, own)
    given = [actions.roles_for(who.held, each.employers_parts) for each in about.subjects]
    return {role: title for role, title in given[0].items() if all(role in each for each in given)}


def _untouchable(employee: Employee, situation: Situation) -> str | None:
    return actions.why_not(by(situation.viewer), employee)


def _not_in(employee: Employee, situation: Situation) -> str | None:
    return _untouchable(employee, situation) or (None if employee.state == "active" else f"It is {employee.state}.")


def _no_factor(employee: Employee, situation: Situation) -> str | None:
    return _untouchable(employee, situation) or (None if employee.has_factor else "They have no second factor.")


def _not_erasable(employee: Employee, situation: Situation) -> str | None:
    return _untouchable(employee, situation) or actions.why_no_step(employee, "erase")


def _deed(
    name: str,
    title: str,
    icon: str,
    work: Act,
    said: str,
    fields: tuple[Field, ...],
    excluded: Callable[[Employee, Situation], str | None] = _untouchable,
    *,
    batch: bool = True,
    lead: str = "",
) -> Deed[Employee]:
    async def act(cx: Context, employee: Employee, values: Values) -> str:
        await work(cx, by(viewer()), employee.id, values)
        return said

    permission = f"employee.{name}"
    return Deed(
        name, title, icon, permission, act, fields, excluded, lead, batch="modal" if batch else None, recorded=True
    )


def _step(
    step: Step, permission: str, title: str, icon: str, said: str, lead: str = "", *, danger: bool = False
) -> Deed[Employee]:
    async def act(cx: Context, employee: Employee, values: Values) -> str:
        await actions.employee_step(cx, by(viewer()), employee.id, step, values.get("kind"), values["reason"])
        return said

    def excluded(employee: Employee, situation: Situation) -> str | None:
        return _untouchable(employee, situation) or actions.why_no_step(employee, step)

    fields: tuple[Field, ...] = (Choice("kind", "For", _reasons), Reason()) if step == "block" else (Reason(),)
    return Deed(step, title, icon, permission, act, fields, excluded, lead, danger, recorded=True)


async def _create(cx: Context, nothing: None, values: Values) -> str:
    login = await actions.employee_create(
        cx,
        by(viewer()),
        values["login"],
        values["name"],
        values["email"] or "",
        values["role"],
        values["employer"],
        values["language"],
    )
    return Made.of(f"{login} is an employee now. No password opens it yet.", login)


async def _update(cx: Context, who: By, employee: int, values: Values) -> None:
    place = mailed("mail_address.take_back")
    said = (values["name"], values["email"] or "", values["language"], place)
    await actions.employee_update(cx, who, employee, *said, lost=values["lost"])


async def _role(cx: Context, who: By, employee: int, values: Values) -> None:
    await actions.employee_role(cx, who, employee, values["role"])


async def _networks(cx: Context, who: By, employee: int, values: Values) -> None:
    await actions.employee_networks(cx, who, employee, values["networks"])


async def _end_sessions(cx: Context, who: By, employee: int, values: Values) -> None:
    await actions.employee_end_sessions(cx, who, employee)


async def _reset(cx: Context, who: By, employee: int, values: Values) -> None:
    await actions.employee_reset_second_factor(cx, who, employee)


async def _remove_pin(cx: Context, who: By, employee: int, values: Values) -> None:
    await actions.employee_remove_pin(cx, who, employee)


def _no_pin(employee: Employee, situation: Situation) -> str | None:
    return _untouchable(employee, situation) or (None if employee.has_pin else "They have no PIN.")


async def _password(cx: Context, employee: Employee, values: Values) -> str:
    password = drawn_password()
    try:
        password_hash = await hashed(password, cx.address or "")
    except Crowded:
        raise Declined("Too many passwords are being checked just now: try again in a moment.") from None
    await actions.employee_password(cx, by(viewer()), employee.id, password_hash)
    return Once.of(
        f"{employee.login} may sign in with it until this time tomorrow, and is asked for another at once.", password
    )


async def _export(cx: Context, employee: Employee, values: Values) -> str:
    try:
        number = await copy_later(cx.registry, viewer(), employee.id, f"data-of-employee-{employee.id}")
    except ExportRefused as refused:
        raise Declined(str(refused)) from None
    loop.spawn(make(cx.registry, {}, number))  # when this process ends before, the worker makes up for it
    return "The copy is being made: it is among your exports in a moment, and for a day."


async def _erase(cx: Context, employee: Employee, values: Values) -> str:
    person = await actions.employee_erase(cx, by(viewer()), employee.id, values["login"])
    return f"It is erased; {person.tombstone} stands for it."


async def _erasing(cx: Context, employee: Employee, values: Values) -> Foreseen:
    if problem := actions.why_no_step(employee, "erase"):
        raise Declined(problem, at="login")
    return await foreseen_of(cx, Person(employee.id, employee.login), values["login"])


DEEDS: Final[Deeds[Employee]] = Deeds(
    list=EMPLOYEES,
    object="employee",
    noun="employee",
    nouns="employees",
    key=lambda row: str(row["login"]),
    find=find,
    show=lambda key: url_for("employees.show", login=key),
    deeds=(
        replace(
            _deed(
                "update",
                "Change name, e-mail and language",
                "pencil",
                _update,
                "It is changed.",
                (
                    Text("name", "Name", present=lambda each: each.name),
                    Email("email", "E-mail", required=False, present=lambda each: each.email),
                    LOST,
                    Choice("language", "Language", LANGUAGES, present=lambda each: each.language),
                ),
                batch=False,
            ),
            asks={"email": demand_address_of},
        ),
        _deed(
            "set-role",
            "Give another role",
            "user",
            _role,
            "The role is given.",
            (Choice("role", "Role", _roles, present=lambda each: each.role), Reason()),
            lead="It holds from the next click on. Nobody may do more than their employer, whatever their role.",
        ),
        _step(
            "block",
            "employee.block",
            "Block",
            "lock",
            "It is blocked, and signed out everywhere.",
            "They cannot sign in, and their keys open nothing.",
            danger=True,
        ),
        _step("unblock", "employee.block", "Let them in again", "lock-open", "They may sign in again."),
        Deed(
            "set-tmp-pwd",
            "Give a temporary password",
            "key",
            "employee.set-tmp-pwd",
            _password,
            (Reason(),),
            _not_in,
            lead="It is shown to you once. Whoever is signed in with this account is signed out.",
            batch=None,
            recorded=True,
        ),
        _deed(
            "set-others-allowed-ips",
            "Say from where they sign in",
            "world",
            _networks,
            "It is kept.",
            (NETWORKS,),
            lead="From elsewhere a mailed link is asked for; whoever sits elsewhere is signed out.",
        ),
        _deed(
            "end-sessions", "Sign out everywhere", "device-laptop", _end_sessions, "Every browser is signed out.", ()
        ),
        _deed(
            "reset-second-factor",
            "Reset the second factors",
            "rotate",
            _reset,
            "The second factors are gone, and every browser is signed out.",
            (Reason(),),
            _no_factor,
            batch=False,
            lead="Takes away app, passkeys and recovery codes. Make sure first that it is they who ask.",
        ),
        _deed(
            "remove-pin",
            "Remove their PIN",
            "lock-open",
            _remove_pin,
            "They have no PIN any more, and are told.",
            (Reason(),),
            _no_pin,
            batch=False,
            lead="Make sure first that it is they who ask: the PIN guards what gives names away.",
        ),
        _step(
            "delete",
            "employee.delete",
            "Delete",
            "trash",
            "It is deleted. It can be restored.",
            "They cannot sign in, and are left out of lists. The login stays theirs.",
            danger=True,
        ),
        _step("restore", "employee.delete", "Restore", "rotate", "It is restored."),
        Deed(
            "export-data",
            "Export their data",
            "download",
            "client.export-data",
            _export,
            (Reason(),),
            _untouchable,
            lead="All that the panel keeps of them, as a ZIP file, for whoever may have that.",
            batch=None,
        ),
        Deed(
            "erase",
            "Erase for good",
            "eraser",
            "client.erase",
            _erase,
            (Text("login", "Their login, to be sure"), Reason(hint="It is kept: name nobody.")),
            _not_erasable,
            lead="What is their own goes; records that others need stay, and tell of nobody. Nothing brings it back.",
            danger=True,
            batch=None,
            recorded=True,
            foresee=_erasing,
            leaves=True,
        ),
    ),
    opening=(
        Opening(
            "create",
            "New employee",
            "user-plus",
            "employee.create",
            _create,
            (
                Text("login", "Login", "It is theirs for ever.", longest=64),
                Text("name", "Name"),
                Email("email", "E-mail", required=False),
                Choice("role", "Role", _roles),
                Combo(
                    "employer", "Employer", CLIENTS, "A reseller's login. Empty: yourself, or whom you work for.", False
                ),
                Choice("language", "Language", LANGUAGES, present=lambda nothing: "en"),
            ),
            recorded=True,
            called=lambda values: str(values["login"]).strip().lower(),
            asks={"login": demand_login, "email": actions.demand_address_of_new},
        ),
    ),
)
