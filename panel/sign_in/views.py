"""Signing in, in one step or two, and out."""

from typing import Final

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug import Response

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.identity.actions import Entrance, SignInRefused
from panel.identity.links import LinkWorn
from panel.identity.places import PlacesRefused
from panel.identity.proofs import Proof
from panel.identity.tries import TooManyTries
from panel.kit.access import public
from panel.kit.branding import brand
from panel.kit.way import keep_way, take_way
from panel.kit.web import browser, cookie, house, local, mailed, noted, page, secure
from panel.step_up import WRONG as WRONG_PROOF
from panel.step_up import given

blueprint = Blueprint("sign_in", __name__, template_folder="templates")

WRONG: Final = "The login or the password is wrong."
WRONG_FACTOR: Final = (
    "That does not fit. A code counts once and not for long: wait for the next one, or take another way."
)


@blueprint.get("/sign-in")
@public
async def form() -> ResponseReturnValue:
    if g.viewer:
        return redirect(url_for("home"))
    if g.moved:
        return redirect(url_for("sign_in.again", next=local(request.args.get("next"), "") or None))
    return _form()


@blueprint.post("/sign-in")
@public
async def enter() -> ResponseReturnValue:
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        where = browser()
        await demand_welcome(
            house().registry, (("ip", where.address),), Asking(login[:64], None, where.address, where.agent)
        )
        entrance = await house().identity.sign_in(
            login, password, where, request.cookies.get(cookie()), brand().seller_id, remember=wishes()
        )
    except Barred as barred:
        return _form(login, str(barred)), 403
    except SignInRefused:
        return _form(login, WRONG), 401
    except TooManyTries as refusal:
        return _form(login, refusal.words), 429, _later(refusal)
    return go_on(entrance, local(request.form.get("next"), ""))


def go_on(entrance: Entrance, back: str) -> Response:
    """To what is still asked for, or in."""
    if entrance.outside:
        return let_in(url_for("sign_in.elsewhere", next=back or None), entrance)
    if entrance.half:
        return let_in(url_for("sign_in.second", next=back or None), entrance)
    return let_in(back or url_for("home"), entrance)


def wishes() -> bool:
    """Whether whoever signs in wishes to stay signed in."""
    return request.values.get("remember") == "yes"


@blueprint.get("/sign-in/elsewhere")
@public
async def elsewhere() -> ResponseReturnValue:
    """For those who have given the password from where the account is not signed in to."""
    if g.half is None or not g.half.outside:
        return redirect(url_for("sign_in.second" if g.half else "sign_in.form"))
    keep_way(request.args.get("next"))
    return page("sign_in/elsewhere.html", "From elsewhere", who=g.half, where=browser().address)


@blueprint.post("/sign-in/elsewhere")
@public
async def ask_link() -> ResponseReturnValue:
    if g.half is None or not g.half.outside:
        return redirect(url_for("sign_in.form"))
    try:
        await house().places.mail_link(g.half, browser(), mailed("sign_in.link"))
    except PlacesRefused as refused:
        return page(
            "sign_in/elsewhere.html", "From elsewhere", who=g.half, where=browser().address, problem=str(refused)
        ), 429  # type: ignore[return-value]
    return page("sign_in/elsewhere.html", "From elsewhere", who=g.half, where=browser().address, sent=True)


@blueprint.get("/sign-in/link")
@public
async def link() -> ResponseReturnValue:
    """Where a mailed link leads: programs that look at links beforehand use none up, and are not this browser."""
    token = request.args.get("token", "")
    try:
        await house().places.look(g.half, token)
    except LinkWorn:
        return await _worn()
    return page("sign_in/link.html", "From elsewhere", who=g.half, where=browser().address, token=token)


@blueprint.post("/sign-in/link")
@public
async def admit() -> ResponseReturnValue:
    try:
        if g.half is None:
            return await _worn()
        for_good = request.form.get("for-good") == "yes"
        await house().places.admit(g.half, request.form.get("token", ""), browser(), for_good=for_good)
        if g.half.has_factor:
            return redirect(url_for("sign_in.second"))
        return let_in(url_for("home"), await house().identity.go_on(g.half, browser()), way=take_way())
    except (LinkWorn, SignInRefused):
        return await _worn()


async def _worn() -> ResponseReturnValue:
    await noted("link.worn", "admit")
    return str(page("sign_in/link.html", "From elsewhere")), 410


@blueprint.get("/sign-in/second")
@public
async def second() -> ResponseReturnValue:
    """The second factor, for those who have given the password."""
    if g.half is None:
        return redirect(url_for("home") if g.viewer else url_for("sign_in.form"))
    if g.half.outside:
        return redirect(url_for("sign_in.elsewhere"))
    return await _second()


@blueprint.post("/sign-in/second")
@public
async def complete() -> ResponseReturnValue:
    if g.half is None:
        return redirect(url_for("home") if g.viewer else url_for("sign_in.form"))
    try:
        entrance = await house().identity.complete(g.half, given() or Proof(), browser())
    except SignInRefused:
        return await _second(WRONG_FACTOR), 401
    except TooManyTries as refusal:
        return await _second(refusal.words), 429, _later(refusal)
    return let_in(local(request.form.get("next"), url_for("home")), entrance, way=take_way())


@blueprint.get("/sign-in/again")
@public
async def again() -> ResponseReturnValue:
    """For those who are signed in and come from another network: they prove there too who they are."""
    if g.moved is None:
        return redirect(url_for("home") if g.viewer else url_for("sign_in.form"))
    return await _again()


@blueprint.post("/sign-in/again")
@public
async def prove() -> ResponseReturnValue:
    if g.moved is None:
        return redirect(url_for("home") if g.viewer else url_for("sign_in.form"))
    try:
        await house().identity.prove(g.moved, given() or Proof(), browser())
    except SignInRefused:
        return await _again(WRONG_PROOF[g.moved.has_factor]), 401
    except TooManyTries as refusal:
        return await _again(refusal.words), 429, _later(refusal)
    return redirect(local(request.form.get("next"), url_for("home")))


@blueprint.post("/sign-out")
@public
async def leave() -> ResponseReturnValue:
    if who := g.viewer or g.half or g.moved:
        await house().identity.sign_out(who, browser())
    session.clear()
    flash("You are signed out.", "success")
    response = redirect(url_for("sign_in.form"))
    response.delete_cookie(cookie(), path="/", secure=secure(), httponly=True, samesite="Lax")
    return response


def _form(login: str = "", problem: str = "") -> str:
    back = local(request.values.get("next"), "")
    return str(page("sign_in/form.html", "Sign in", login=login, problem=problem, back=back, remember=wishes()))


async def _second(problem: str = "") -> str:
    back = local(request.values.get("next"), "")
    question = await house().identity.question(g.half)
    return str(page("sign_in/second.html", "Second factor", who=g.half, problem=problem, back=back, question=question))


async def _again(problem: str = "") -> str:
    who, back = g.moved, local(request.values.get("next"), "")
    question = await house().identity.question(who) if who.has_factor else None
    shown = {"who": who, "where": browser().address, "problem": problem, "back": back, "question": question}
    return str(page("sign_in/again.html", "From another network", **shown))


def _later(refusal: TooManyTries) -> dict[str, str]:
    return {"Retry-After": str(refusal.minutes * 60)}


def let_in(address: str, entrance: Entrance, way: str | None = None) -> Response:
    """Go on with a cookie that the browser keeps until it is closed, or while it is remembered; how long it is good for is
    decided by its row. Who has not confirmed an address is asked to, and who was on a `way` is on it still."""
    session.clear()  # forms opened before belong to nobody now
    keep_way(way)
    if entrance.unconfirmed:
        flash(Markup(render_template("sign_in/_unconfirmed.html", email=entrance.unconfirmed)), "warning")  # noqa: S704  a template's own output
    response = redirect(address)
    response.set_cookie(
        cookie(), entrance.token, entrance.kept, httponly=True, samesite="Lax", secure=secure(), path="/"
    )
    return response
