"""One's own PIN: setting one, changing it, having none any more.

The forms are shown to whoever has proved a moment ago who they are: what is typed there is secret, and no question carries it.
"""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.identity.pin import PinRefused, Shown, Wish
from panel.identity.tries import TooManyTries
from panel.kit.access import permit
from panel.kit.languages import gettext as _
from panel.kit.web import browser, house, page, viewer
from panel.step_up import is_fresh

blueprint = Blueprint("pin", __name__, url_prefix="/account/pin", template_folder="templates")


@blueprint.get("/")
@permit("account.secure")
async def show() -> ResponseReturnValue:
    return await _page({})


@blueprint.post("/prove")
@permit("account.secure")
async def prove() -> ResponseReturnValue:
    """Nothing but the question who they are, which comes before it."""
    return redirect(url_for("pin.show"))


@blueprint.post("/")
@permit("account.secure")
async def keep() -> ResponseReturnValue:
    form = request.form
    wish = Wish(form.get("pin", ""), form.get("again", ""), form.get("question", ""), form.get("answer", ""))
    if not wish.pin:
        return _once_more()
    try:
        await house().pins.set(viewer(), _shown(), wish, browser())
    except PinRefused as refused:
        return await _page({refused.field: str(refused)}), 422
    except TooManyTries as refused:
        return await _page({"present": refused.words}), 429
    flash(_("Your PIN is set. It is asked for before names or their secrets are given away."), "success")
    return redirect(url_for("pin.show"))


@blueprint.post("/remove")
@permit("account.secure")
async def remove() -> ResponseReturnValue:
    shown = _shown()
    if not (shown.pin or shown.answer):
        return _once_more()
    try:
        await house().pins.remove(viewer(), shown, browser())
    except PinRefused as refused:
        return await _page({f"remove-{refused.field}": str(refused)}), 422
    except TooManyTries as refused:
        return await _page({"remove-present": refused.words}), 429
    flash(_("You have no PIN any more."), "success")
    return redirect(url_for("pin.show"))


def _shown() -> Shown:
    return Shown(request.form.get("present", ""), request.form.get("secret-answer", ""))


def _once_more() -> ResponseReturnValue:
    flash(_("Type it once more: what is secret is not carried on while you prove who you are."), "warning")
    return redirect(url_for("pin.show"))


async def _page(problems: dict[str, str]) -> str:
    pin = await house().pins.of(viewer().account_id)
    crumbs = [(_("My account"), url_for("account.show"))]
    return str(page("pin/show.html", "PIN", crumbs, pin=pin, fresh=is_fresh(), problems=problems))
