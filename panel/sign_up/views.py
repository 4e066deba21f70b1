"""Signing up: an address of mail first, then behind the link that was written there a password, and the terms."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.identity.actions import PasswordRefused
from panel.identity.links import LinkWorn
from panel.identity.tries import TooManyTries
from panel.kit.access import public
from panel.kit.branding import brand
from panel.kit.languages import LANGUAGES, language, wished
from panel.kit.languages import gettext as _
from panel.kit.web import brands, browser, house, local, mailed, noted, page
from panel.sign_up.challenge import Challenge, Unsolved
from panel.sign_up.met import SIGNING_UP, Met, forget, met, sign_up_as, signing_up_as
from panel.sign_up.queries import Newcomer
from panel.sign_up.signing_up import LONGEST_NAME, Chosen, Elsewhere, SigningUp, SignUpRefused
from panel.terms.lists import KINDS
from registry.context import Registry
from wire import loop

blueprint = Blueprint("sign_up", __name__, url_prefix="/sign-up", template_folder="templates")

ASKS: Final = ("open", "approval")  # where strangers may ask
TITLE: Final = "Sign up"
# Where whoever signs up came from, for their browser remembers it until they follow the link that is mailed.
WAY_BACK: Final = "sign-up-next"
LONGEST_WAY_BACK: Final = 2048


def signing_up(registry: Registry | None = None) -> SigningUp:
    """With the registry in whose transactions it is done, where that is a deed."""
    return SigningUp(registry or house().registry, house().identity.tries, house().providers)


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
        sign_up_as(email)
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
    name, spoken = _said(met(SIGNING_UP))
    loop.spawn(signing_up().write(email, name, brand().seller_id, spoken, where, *ways))
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
        chosen = _chosen(newcomer)
        login = await signing_up().take(token, chosen, browser(), waits=_waits(newcomer))
    except LinkWorn:
        return await _worn()
    except (PasswordRefused, SignUpRefused) as refusal:
        return await _new(token, {refusal.field: str(refusal)}, 422)
    except TooManyTries as refusal:
        return await _new(token, {"password": refusal.words}, 429)
    forget()
    if login is None:
        return page("sign_up/waits.html", TITLE)
    flash(
        _("Your account is there, and its login is %(login)s. Sign in by that or by your e-mail address.")
        % {"login": login},
        "success",
    )
    return redirect(url_for("sign_in.form", next=session.pop(WAY_BACK, None)))


def _said(brought: Met | None) -> tuple[str, str]:
    """The name and the language of whoever comes from a provider, as they put them right; others are asked for a name later."""
    if brought is None:
        return "", language()
    name, spoken = request.form.get("name", "").strip()[:LONGEST_NAME], request.form.get("language", "")
    return name, spoken if spoken in LANGUAGES else language()


def _elsewhere(newcomer: Newcomer) -> Elsewhere | None:
    """Who they are at a provider that their browser came from, if it did to sign up by this address."""
    brought = signing_up_as(newcomer.email)
    return Elsewhere(house().providers[brought.provider], brought.somebody) if brought else None


def _chosen(newcomer: Newcomer) -> Chosen:
    given, full, elsewhere = request.form, _form_of(newcomer) == "full", _elsewhere(newcomer)
    ticked = frozenset(int(each) for each in given.getlist("terms") if each.isdecimal() and len(each) < 19)
    password = given.get("password", "")
    if full and not given.get("name", "").strip():
        raise SignUpRefused("What is your name?", "name")
    name = given.get("name", "") if full or elsewhere or newcomer.name else ""
    linked = elsewhere if given.get("link") == "yes" else None
    return Chosen(name, password, given.get("again", "") if full else password, ticked, linked)


def _asked(typed: str = "", problem: str = "") -> str:
    asked = challenge().ask() if house().challenges else None
    brought = met(SIGNING_UP)
    shown: dict[str, Any] = {"challenge": asked, "policy": brand().sign_up, "asks": ASKS, "problem": problem}
    if brought is not None:
        name, spoken = _said(brought) if request.form else (brought.name, _spoken(brought))
        shown |= {"met": brought, "provider": house().providers[brought.provider], "name": name, "spoken": spoken}
    return str(page("sign_up/ask.html", TITLE, typed=typed or (brought.email if brought else ""), **shown))


def _spoken(brought: Met) -> str:
    """The language that the provider says is theirs, as far as it is spoken here."""
    return wished(brought.language) if brought.language else language()


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
        elsewhere=_elsewhere(newcomer),
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
