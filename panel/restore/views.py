"""A forgotten password: who asks is told the same whoever they name; whoever follows the link sets another."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.identity.actions import PasswordRefused
from panel.identity.links import LinkWorn
from panel.identity.tries import TooManyTries
from panel.kit.access import public
from panel.kit.branding import brand
from panel.kit.languages import gettext as _
from panel.kit.web import browser, house, mailed, noted, page
from wire import loop

blueprint = Blueprint("restore", __name__, url_prefix="/restore", template_folder="templates")


@blueprint.get("/")
@public
async def form() -> ResponseReturnValue:
    return redirect(url_for("home")) if g.viewer else _asked()


@blueprint.post("/")
@public
async def ask() -> ResponseReturnValue:
    typed, where = request.form.get("login", ""), browser()
    try:
        await demand_welcome(
            house().registry, (("ip", where.address),), Asking(typed[:64], None, where.address, where.agent)
        )
        await house().restoring.note(typed, where)
    except Barred as barred:
        return _asked(typed, str(barred)), 403
    except TooManyTries as refusal:
        return _asked(typed, refusal.words), 429, {"Retry-After": str(refusal.minutes * 60)}
    # after the answer, which therefore comes as soon for nobody as for somebody
    loop.spawn(house().restoring.mail_link(typed, where, brand().seller_id, mailed("restore.new")))
    return page("restore/sent.html", "Forgotten password")


@blueprint.get("/new")
@public
async def new() -> ResponseReturnValue:
    """Where the link leads: programs that look at links beforehand use none up."""
    return await _new(request.args.get("token", ""), {})


@blueprint.post("/new")
@public
async def set_password() -> ResponseReturnValue:
    given = request.form
    token = given.get("token", "")
    try:
        await house().restoring.set_password(token, given.get("new", ""), given.get("again", ""), browser())
    except LinkWorn:
        return await _new(token, {})
    except PasswordRefused as refusal:
        shown = await _new(token, {refusal.field: str(refusal)})
        return shown if isinstance(shown, tuple) else (shown, 422)
    except TooManyTries as refusal:
        return await _new(token, {"new": refusal.words})
    flash(_("Your password is changed, and everybody is signed out. Sign in with the new one."), "success")
    return redirect(url_for("sign_in.form"))


def _asked(typed: str = "", problem: str = "") -> str:
    return str(page("restore/ask.html", "Forgotten password", typed=typed, problem=problem))


async def _new(token: str, problems: dict[str, str]) -> str | tuple[str, int]:
    try:
        account = await house().restoring.whose(token)
    except LinkWorn:
        await noted("link.worn", "restore")
        return str(page("restore/worn.html", "Forgotten password")), 410
    return str(page("restore/new.html", "A new password", token=token, login=account.login, problems=problems))
