"""Looking after other people's accounts, for programs: what their pages show and do, by the same actions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.account.api import Browser, Happened, browsers_of, happened
from panel.identity.care import Care, CareRefused, Person, PersonMissing, roles_for, why_not
from panel.kit.answers import Answer, Asked, Errand, NotThere, declining
from panel.kit.fields import Choice, Field, Flag, Reason, Text
from panel.kit.quantities import Number
from panel.kit.references import offered
from panel.kit.roles import ASSIGNABLE
from panel.kit.web import house
from registry.store import registrars


@dataclass(frozen=True, slots=True)
class InCare:
    """`why_not`: what keeps whoever asks from changing anything here; `roles_to_give` are those that they may give."""

    login: str
    name: str
    email: str
    registrar: str | None
    state: str
    roles: list[str]
    roles_to_give: list[str]
    made: datetime
    password_set: datetime
    app_since: datetime | None
    passkeys: int
    codes_left: int
    has_pin: bool
    sessions: list[Browser]
    activity: list[Happened]
    why_not: str | None


async def _person(asked: Asked) -> Person:
    with declining(missing=(PersonMissing,)):
        return await house().care.person(asked.viewer, asked.key)


async def _care(asked: Asked) -> InCare:
    person, viewer = await _person(asked), asked.viewer
    account = person.account
    return InCare(
        account.login,
        account.name,
        account.email,
        person.registrar,
        account.state,
        sorted(person.roles),
        sorted(roles_for(viewer, account)),
        account.created_at,
        account.password_at,
        person.app_since,
        person.passkeys,
        person.codes_left,
        person.has_pin,
        browsers_of(person.sessions, viewer.session_id),
        [happened(each) for each in person.activity],
        why_not(viewer, account),
    )


def _errand(
    verb: str,
    title: str,
    permission: str,
    work: Callable[[Care, Asked], Awaitable[None]],
    said: str,
    page: str,
    *fields: Field,
    lead: str = "",
) -> Errand:
    async def act(asked: Asked) -> str:
        with declining(CareRefused, missing=(PersonMissing,)):
            await work(house().care, asked)
        return said

    return Errand(f"people/<path:key>/{verb}", title, permission, act, fields, lead, CARE, pages=(f"people.{page}",))


async def _set_role(care: Care, asked: Asked) -> None:
    await care.set_role(asked.viewer, asked.key, asked["role"], asked["reason"], asked.browser)


async def _block(care: Care, asked: Asked) -> None:
    known = await offered(asked.registry, "block-reason")
    reason = ": ".join(filter(None, (known.get(asked["why"] or ""), asked["reason"])))
    await care.block(asked.viewer, asked.key, True, reason, asked.browser)


async def _unblock(care: Care, asked: Asked) -> None:
    await care.block(asked.viewer, asked.key, False, asked["reason"], asked.browser)


async def _reset(care: Care, asked: Asked) -> None:
    await care.reset_second_factor(asked.viewer, asked.key, asked["reason"], asked.browser)


async def _remove_pin(care: Care, asked: Asked) -> None:
    await care.remove_pin(asked.viewer, asked.key, asked["reason"], asked.browser)


async def _end_all(care: Care, asked: Asked) -> None:
    await care.end_sessions(asked.viewer, asked.key, asked.browser)


async def _end_one(care: Care, asked: Asked) -> None:
    await care.end_session(asked.viewer, asked.key, asked["session"], asked.browser)


async def _demand(asked: Asked) -> str:
    registrar = await asked.registry.store.reading(lambda db: registrars.by_handle(db, handle=asked.key))
    if registrar is None:
        raise NotThere
    with declining(missing=(PersonMissing,)):
        await house().care.demand(asked.viewer, registrar.id, asked["wanted"], asked.browser)
    if asked["wanted"]:
        return "From now on everybody there is led to a second factor first."
    return "It is left to each person."


CARE: Final = Answer(
    "people/<path:key>/care",
    "What is known of somebody who is looked after",
    "people.read",
    _care,
    InCare,
    pages=("people.show",),
)
ANSWERS: Final = (CARE,)
ERRANDS: Final = (
    _errand(
        "set-role",
        "Give another role",
        "people.set-role",
        _set_role,
        "The role is given.",
        "set_role",
        Choice("role", "Role", ASSIGNABLE),
        Reason(),
        lead="In place of all others.",
    ),
    _errand(
        "block",
        "Block",
        "people.block",
        _block,
        "The account is blocked, and signed out everywhere.",
        "block",
        Text("why", "For", "A name of the reference list block-reason.", required=False, longest=64),
        Reason(),
    ),
    _errand(
        "unblock", "Let them in again", "people.block", _unblock, "The account may sign in again.", "unblock", Reason()
    ),
    _errand(
        "reset-second-factor",
        "Reset the second factors",
        "people.reset-second-factor",
        _reset,
        "The second factors are gone, and every browser is signed out.",
        "reset_second_factor",
        Reason(),
        lead="Takes away app, passkeys and recovery codes. Make sure first that it is they who ask.",
    ),
    _errand(
        "remove-pin",
        "Remove their PIN",
        "people.remove-pin",
        _remove_pin,
        "The PIN is gone, and they are told.",
        "remove_pin",
        Reason(),
    ),
    _errand(
        "end-sessions",
        "Sign out everywhere",
        "people.end-sessions",
        _end_all,
        "Every browser is signed out.",
        "end_sessions",
    ),
    _errand(
        "end-session",
        "Sign one browser out",
        "people.end-sessions",
        _end_one,
        "That browser is signed out.",
        "end_session",
        Number("session", "Session", 1, 2**53, "As `sessions` of the account has it."),
    ),
    Errand(
        "registrars/<path:key>/demand-second-factor",
        "Demand a second factor of a registrar's people",
        "people.demand-second-factor",
        _demand,
        (Flag("wanted", "Wanted", "No: it is left to each."),),
        pages=("people.demand",),
    ),
)
