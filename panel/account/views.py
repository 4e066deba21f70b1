"""One's own account: what the house knows of you, your password, the browsers that are signed in."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.identity.actions import PasswordRefused
from panel.identity.activity import ACTIONS
from panel.identity.places import PlacesRefused
from panel.identity.tries import TooManyTries
from panel.kit.access import permit
from panel.kit.languages import gettext as _
from panel.kit.looks import LOOKS, TITLES
from panel.kit.way import is_under_way
from panel.kit.web import browser, house, missing, page, viewer

blueprint = Blueprint("account", __name__, url_prefix="/account", template_folder="templates")


@blueprint.get("/")
@permit("account.read")
async def show() -> ResponseReturnValue:
    return await _page({})


@blueprint.post("/password")
@permit("account.update")
async def change_password() -> ResponseReturnValue:
    form = request.form
    try:
        await house().identity.change_password(
            viewer(), form.get("old", ""), form.get("new", ""), form.get("again", ""), browser()
        )
    except PasswordRefused as refusal:
        return await _page({refusal.field: str(refusal)}), 422
    except TooManyTries as refusal:
        return await _page({"old": refusal.words}), 429
    flash("Your password is changed; every other browser is signed out.", "success")
    return redirect(url_for("home" if is_under_way() else "account.show"))


@blueprint.post("/places")
@permit("account.secure")
async def keep_places() -> ResponseReturnValue:
    """From where the account is signed in to."""
    try:
        await house().places.keep(viewer(), request.form.get("networks", ""), browser())
    except PlacesRefused as refused:
        return await _page({"networks": str(refused)}), 422
    flash(_("It is kept. Whoever was signed in from elsewhere is signed out."), "success")
    return redirect(url_for("account.show"))


@blueprint.post("/sessions/<int:session_id>/revoke")
@permit("account.update")
async def revoke(session_id: int) -> ResponseReturnValue:
    if not await house().identity.revoke(viewer(), session_id, browser()):
        return missing()
    flash("That browser is signed out.", "success")
    return redirect(url_for("account.show"))


@blueprint.post("/sessions/revoke-others")
@permit("account.update")
async def revoke_others() -> ResponseReturnValue:
    await house().identity.revoke_others(viewer(), browser())
    flash("All other browsers are signed out.", "success")
    return redirect(url_for("account.show"))


async def _page(problems: dict[str, str]) -> str:
    identity = house().identity
    account = await identity.profile(viewer().account_id)
    sessions = await identity.sessions(viewer().account_id)
    activity = await identity.activity(viewer().account_id)
    shown = page(
        "account/show.html",
        "My account",
        account=account,
        waiting=await house().addressing.waiting(viewer()),
        sessions=sessions,
        activity=activity,
        actions=ACTIONS,
        linked=await house().linking.linked(viewer().account_id),
        problems=problems,
        typed=request.form,
        where=browser().address,
        looks=LOOKS,
        look_titles=TITLES,
    )
    return str(shown)
