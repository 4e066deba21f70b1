"""Signing in and out."""

from typing import Final

from flask import Blueprint, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from panel.identity.actions import SignInRefused, TooManyTries
from panel.kit.access import public
from panel.kit.web import browser, cookie, house, local, page, secure

blueprint = Blueprint("sign_in", __name__, template_folder="templates")

WRONG: Final = "The login or the password is wrong."


@blueprint.get("/sign-in")
@public
async def form() -> ResponseReturnValue:
    if g.viewer:
        return redirect(url_for("home"))
    return _form()


@blueprint.post("/sign-in")
@public
async def enter() -> ResponseReturnValue:
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        token = await house().identity.sign_in(login, password, browser(), request.cookies.get(cookie()))
    except SignInRefused:
        return _form(login, WRONG), 401
    except TooManyTries as refusal:
        minutes = max(1, round(refusal.wait.total_seconds() / 60))
        again = f"Too many tries. Please wait {minutes} minute{'s' if minutes > 1 else ''} and try again."
        return _form(login, again), 429, {"Retry-After": str(minutes * 60)}
    session.clear()  # forms opened before belong to nobody now
    response = redirect(local(request.form.get("next"), url_for("home")))
    _remember(response, token)
    return response


@blueprint.post("/sign-out")
@public
async def leave() -> ResponseReturnValue:
    if g.viewer:
        await house().identity.sign_out(g.viewer.session_id)
    session.clear()
    flash("You are signed out.", "success")
    response = redirect(url_for("sign_in.form"))
    response.delete_cookie(cookie(), path="/", secure=secure(), httponly=True, samesite="Lax")
    return response


def _form(login: str = "", problem: str = "") -> str:
    back = local(request.values.get("next"), "")
    return str(page("sign_in/form.html", "Sign in", login=login, problem=problem, back=back))


def _remember(response: Response, token: str) -> None:
    """A cookie for this browser session; how long it is good for is decided by its row."""
    response.set_cookie(cookie(), token, httponly=True, samesite="Lax", secure=secure(), path="/")
