"""Two posts: to act as a client from now on, and to be oneself again."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.clients.deeds import find
from panel.identity.acting import ActingRefused
from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.fields import About, Problem, Reason
from panel.kit.languages import gettext as _
from panel.kit.web import browser, house, missing, viewer

blueprint = Blueprint("acting", __name__, url_prefix="/acting")


@blueprint.post("/<path:login>")
@permit("client.impersonate")
async def begin(login: str) -> ResponseReturnValue:
    client = (await find(situation(), (login,))).get(login)
    if client is None:
        return missing()
    try:
        reason = Reason().read({"reason": request.form.getlist("reason")}, About(situation()))
        await house().acting.begin(viewer(), client.id, str(reason), browser())
    except (ActingRefused, Problem) as refused:
        flash(str(refused), "danger")
        return redirect(url_for("clients.show", login=login))
    return redirect(url_for("home"))


@blueprint.post("/-/end")
@permit("account.read")
async def end() -> ResponseReturnValue:
    """Nothing happens to whoever is themselves already."""
    acted = viewer()
    if acted.behind is None:
        return redirect(url_for("home"))
    await house().acting.end(acted, browser())
    flash(_("You are yourself again."), "success")
    return redirect(url_for("clients.show", login=acted.login))
