"""Other people's accounts: the list, the page of one, and what those may do who look after them."""

from collections.abc import Awaitable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.identity.activity import ACTIONS
from panel.identity.care import CareRefused, PersonMissing, roles_for, why_not
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.references import offered
from panel.kit.web import browser, house, missing, page, viewer
from panel.people.lists import PEOPLE
from registry.store import registrars

blueprint = Blueprint("people", __name__, url_prefix="/people", template_folder="templates")


@blueprint.get("/<path:login>")
@permit("people.read")
async def show(login: str) -> ResponseReturnValue:
    return await _page(login)


@blueprint.post("/<path:login>/role")
@permit("people.set-role")
async def set_role(login: str) -> ResponseReturnValue:
    role = request.form.get("role", "")
    return await _done(login, house().care.set_role(viewer(), login, role, _reason(), browser()), "The role is given.")


@blueprint.post("/<path:login>/block")
@permit("people.block")
async def block(login: str) -> ResponseReturnValue:
    known = await offered(house().registry, "block-reason")
    reason = ": ".join(filter(None, (known.get(request.form.get("why", "")), _reason().strip())))
    work = house().care.block(viewer(), login, True, reason, browser())
    return await _done(login, work, "The account is blocked, and signed out everywhere.")


@blueprint.post("/<path:login>/unblock")
@permit("people.block")
async def unblock(login: str) -> ResponseReturnValue:
    work = house().care.block(viewer(), login, False, _reason(), browser())
    return await _done(login, work, "The account may sign in again.")


@blueprint.post("/<path:login>/reset-second-factor")
@permit("people.reset-second-factor")
async def reset_second_factor(login: str) -> ResponseReturnValue:
    work = house().care.reset_second_factor(viewer(), login, _reason(), browser())
    return await _done(login, work, "The second factors are gone, and every browser is signed out.")


@blueprint.post("/<path:login>/remove-pin")
@permit("people.remove-pin")
async def remove_pin(login: str) -> ResponseReturnValue:
    work = house().care.remove_pin(viewer(), login, _reason(), browser())
    return await _done(login, work, "The PIN is gone, and they are told.")


@blueprint.post("/<path:login>/sessions/end")
@permit("people.end-sessions")
async def end_sessions(login: str) -> ResponseReturnValue:
    return await _done(login, house().care.end_sessions(viewer(), login, browser()), "Every browser is signed out.")


@blueprint.post("/<path:login>/sessions/<int:session_id>/end")
@permit("people.end-sessions")
async def end_session(login: str, session_id: int) -> ResponseReturnValue:
    work = house().care.end_session(viewer(), login, session_id, browser())
    return await _done(login, work, "That browser is signed out.")


@blueprint.post("/of/<path:handle>/second-factor")
@permit("people.demand-second-factor")
async def demand(handle: str) -> ResponseReturnValue:
    """Demand a second factor of all the registrar's people, or leave it to each again."""
    registrar = await house().registry.store.reading(lambda db: registrars.by_handle(db, handle=handle))
    if registrar is None:
        return missing()
    wanted = request.form.get("wanted") == "yes"
    try:
        await house().care.demand(viewer(), registrar.id, wanted, browser())
    except PersonMissing:
        return missing()
    said = "From now on everybody there is led to a second factor first." if wanted else "It is left to each person."
    flash(said, "success")
    return redirect(url_for("registrars.show", handle=handle))


def _reason() -> str:
    return request.form.get("reason", "")


async def _done(login: str, work: Awaitable[None], said: str) -> ResponseReturnValue:
    try:
        await work
    except PersonMissing:
        return missing()
    except CareRefused as refusal:
        return await _page(login, str(refusal)), 422
    flash(said, "success")
    return redirect(url_for("people.show", login=login))


async def _page(login: str, problem: str = "") -> str:
    try:
        person = await house().care.person(viewer(), login)
    except PersonMissing:
        return str(missing())
    shown = {
        "person": person,
        "why_not": why_not(viewer(), person.account),
        "roles": roles_for(viewer(), person.account),
        "actions": ACTIONS,
        "problem": problem,
        "block_reasons": await offered(house().registry, "block-reason"),
        "attached": await attached_of(PEOPLE, person.account.login),
    }
    crumbs = (("People", url_for("people.index")),)
    return str(page("people/show.html", person.account.name, crumbs, **shown))
