"""Signing up: an address of mail first, then behind the link that was written there a password, and the terms."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.identity.actions import PasswordRefused
from panel.identity.links import LinkWorn
from panel.identity.tries import TooManyTries
from panel.kit.access import public
from panel.kit.branding import brand
from panel.kit.languages import gettext as _
from panel.kit.languages import language
from panel.kit.web import brands, browser, house, local, mailed, noted, page
from panel.sign_up.challenge import Challenge, Unsolved
from panel.sign_up.queries import Newcomer
from panel.sign_up.signing_up import Chosen, SigningUp, SignUpRefused
from panel.terms.lists import KINDS
from wire import loop

blueprint = Blueprint("sign_up", __name__, url_prefix="/sign-up", template_folder="templates")

ASKS: Final = ("open", "approval")  # where strangers may ask
TITLE: Final = "Sign up"
# Where whoever signs up came from, for their browser remembers it until they follow the link that is mailed.
WAY_BACK: Final = "sign-up-next"
LONGEST_WAY_BACK: Final = 2048


def signing_up() -> SigningUp:
    return SigningUp(house().registry, house().identity.tries)


def challenge() -> Challenge:
    return Challenge(house().registry, str(current_app.secret_key).encode())


@blueprint.get("/")
@public
async def form() -> ResponseReturnValue:
    if g.viewer:
        return redirect(url_for("home"))
    if back := local(request.args.get("next"), "")[:LONGEST_WAY_BACK]:
        session[WAY_BACK] = back
    return _asked(request.args.get("email", "")[:254])


@blueprint.post("/")
@public
async def ask() -> ResponseReturnValue:
    if brand().sign_up not in ASKS:
        return _asked(), 403
    typed, where = request.form.get("email", "").strip()[:254], browser()
    try:
        if house().challenges:
            given = request.form
            await challenge().demand(
                given.get("token", ""), given.get("work", ""), given.get("answer", ""), where.address
            )
        asking = Asking(typed[:64], None, where.address, where.agent)
        await demand_welcome(house().registry, (("ip", where.address), ("email", typed)), asking)
        email = await signing_up().note(typed, where)
    except Barred as barred:
        return _asked(typed, str(barred)), 403
    except Unsolved as unsolved:
        return _asked(typed, str(unsolved)), 422
    except SignUpRefused as refusal:
        return _asked(typed, str(refusal)), 422
    except TooManyTries as refusal:
        return _asked(typed, refusal.words), 429, {"Retry-After": str(refusal.minutes * 60)}
    # after the answer, which therefore comes as soon for whoever has an account as for whoever has none
    ways = (mailed("sign_up.new"), mailed("restore.form"))
    loop.spawn(signing_up().write(email, brand().seller_id, language(), where, *ways))
    return page("sign_up/sent.html", TITLE, email=email)


@blueprint.get("/new")
@public
async def new() -> ResponseReturnValue:
    """Where the link leads: programs that look at links beforehand use none up."""
    return await _new(request.args.get("token", ""), {}, 200)


@blueprint.post("/new")
@public
async def become() -> ResponseReturnValue:
    token = request.form.get("token", "")
    try:
        newcomer = await _welcome(token)
        chosen = _chosen(full=_form_of(newcomer) == "full")
        login = await signing_up().take(token, chosen, browser(), waits=_waits(newcomer))
    except LinkWorn:
        return await _worn()
    except (PasswordRefused, SignUpRefused) as refusal:
        return await _new(token, {refusal.field: str(refusal)}, 422)
    except TooManyTries as refusal:
        return await _new(token, {"password": refusal.words}, 429)
    if login is None:
        return page("sign_up/waits.html", TITLE)
    flash(
        _("Your account is there, and its login is %(login)s. Sign in by that or by your e-mail address.")
        % {"login": login},
        "success",
    )
    return redirect(url_for("sign_in.form", next=session.pop(WAY_BACK, None)))


def _chosen(*, full: bool) -> Chosen:
    given = request.form
    ticked = frozenset(int(each) for each in given.getlist("terms") if each.isdecimal() and len(each) < 19)
    password = given.get("password", "")
    if full and not given.get("name", "").strip():
        raise SignUpRefused("What is your name?", "name")
    return Chosen(given.get("name", "") if full else "", password, given.get("again", "") if full else password, ticked)


def _asked(typed: str = "", problem: str = "") -> str:
    asked = challenge().ask() if house().challenges else None
    policy = brand().sign_up
    return str(page("sign_up/ask.html", TITLE, typed=typed, problem=problem, policy=policy, asks=ASKS, challenge=asked))


async def _new(token: str, problems: Mapping[str, str], status: int) -> ResponseReturnValue:
    try:
        newcomer = await _welcome(token)
    except LinkWorn:
        return await _worn()
    shown = page(
        "sign_up/new.html",
        TITLE,
        token=token,
        newcomer=newcomer,
        owed=(await signing_up().asked(token))[1],
        kinds=KINDS,
        full=_form_of(newcomer) == "full",
        waits=_waits(newcomer),
        typed=request.form,
        problems=problems,
    )
    return str(shown), status


async def _welcome(token: str) -> Newcomer:
    """Whose link it is; that of a stranger is good while strangers may ask. Raises LinkWorn."""
    newcomer, _owed = await signing_up().asked(token)
    if newcomer.invited_by is None and _policy_of(newcomer) not in ASKS:
        raise LinkWorn
    return newcomer


async def _worn() -> ResponseReturnValue:
    await noted("link.worn", "sign-up")
    return str(page("sign_up/worn.html", TITLE)), 410


def _policy_of(newcomer: Newcomer) -> str:
    """As whoever sells to them says now, whichever host the link was opened at."""
    theirs = brands().of_seller(newcomer.seller_id)
    return theirs.sign_up if theirs else "invitation"


def _form_of(newcomer: Newcomer) -> str:
    theirs = brands().of_seller(newcomer.seller_id)
    return theirs.sign_up_form if theirs else "short"


def _waits(newcomer: Newcomer) -> bool:
    """Whoever was invited waits for nobody."""
    return newcomer.invited_by is None and _policy_of(newcomer) != "open"
