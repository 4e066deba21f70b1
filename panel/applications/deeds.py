"""What may be done to applications: judged, held, rejected, and one of them given the name. The core's table says when."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.applications.lists import APPLICATIONS
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.fields import Field, Reason, Text
from panel.kit.foreseen import Foreseen, Table
from panel.kit.formats import amount, words
from panel.kit.situation import Situation
from registry.actions.application_allocate import application_allocate
from registry.actions.application_step import application_step
from registry.context import Context
from registry.model.application import STEPS, Application, Step
from registry.requests.application import ApplicationAllocate, ApplicationStep, OperatorStep
from registry.store import applications

MAY: Final = "application.decide"


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Application]:
    """Of the identifiers those of applications that the viewer's scope has."""
    found = await situation.registry.store.reading(lambda db: applications.some(db, keys))
    return {each.roid: each for each in found if situation.scope.admits(each.registrar)}


def _out_of_turn(application: Application, step: Step) -> str | None:
    status = application.substatus or application.status
    return None if step in STEPS[application.status] else f"It is {words(status)}."


def _step(
    step: OperatorStep, title: str, icon: str, done: str, lead: str = "", *fields: Field, danger: bool = False
) -> Deed[Application]:
    async def act(cx: Context, application: Application, values: Values) -> str:
        await application_step(cx, ApplicationStep(application.roid, step, values.get("substatus")))
        return done

    def why_not(application: Application, situation: Situation) -> str | None:
        return _out_of_turn(application, step)

    why = Reason(hint="Its registrar is told.")
    return Deed(step, title, icon, MAY, act, (*fields, why), why_not, lead, danger)


async def _rivals(cx: Context, application: Application) -> list[Application]:
    roids = await cx.registry.store.reading(lambda db: applications.identifiers(db, name=application.name))
    found = await cx.registry.store.reading(lambda db: applications.some(db, roids))
    return [each for each in found if each.roid != application.roid]


async def _winning(cx: Context, application: Application, values: Values) -> Foreseen:
    rivals = [
        (each.roid, each.registrar, words(each.substatus or each.status)) for each in await _rivals(cx, application)
    ]
    return Foreseen(
        (("Gets the name", application.registrar), ("Name", application.name), ("For", f"{application.years} years")),
        (Table.of("Rejected, and paid back", ("Application", "Registrar", "Status"), rivals),),
    )


async def _allocate(cx: Context, application: Application, values: Values) -> str:
    done = await application_allocate(cx, ApplicationAllocate(application.roid, application.name))
    back = ", ".join(amount(each.amount, each.currency) for each in done.credits)
    return f"{done.name} is {done.registrar}'s.{f' {back} are given back.' if back else ''}"


def _cannot_win(application: Application, situation: Situation) -> str | None:
    return _out_of_turn(application, "allocate")


DEEDS: Final[Deeds[Application]] = Deeds(
    list=APPLICATIONS,
    object="application",
    noun="application",
    nouns="applications",
    key=lambda row: str(row["roid"]),
    find=find,
    show=lambda key: url_for("applications.show", identifier=key),
    deeds=(
        _step("validate", "Find it valid", "check", "It is valid.", "One whose mark was revoked meanwhile is refused."),
        _step(
            "invalidate",
            "Find it invalid",
            "x",
            "It is invalid.",
            "Its registrar sees why, and may mend it: then it is judged anew.",
        ),
        _step("defer", "Let it wait", "clock", "It waits.", "For what is decided elsewhere, such as an auction."),
        _step(
            "hold",
            "Hold it",
            "player-pause",
            "It is held.",
            "For a reason of the registry's own.",
            Text("substatus", "Status", "A name of your own for it, such as under-review."),
        ),
        Deed(
            "allocate",
            "Allocate the name",
            "circle-check",
            MAY,
            _allocate,
            (Reason(),),
            _cannot_win,
            batch=None,
            foresee=_winning,
        ),
        _step(
            "reject",
            "Reject it",
            "ban",
            "It is rejected.",
            "For good. What was charged for it is given back.",
            danger=True,
        ),
    ),
)
