"""One's own second factors: what there is, setting up an app, adding passkeys, codes on paper shown once."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from panel.identity.codes import address_of, picture_of
from panel.identity.second_factor import FactorRefused
from panel.identity.tries import TooManyTries
from panel.kit.access import permit
from panel.kit.way import is_under_way
from panel.kit.web import Crumb, browser, house, missing, page, viewer

blueprint = Blueprint("second_factor", __name__, url_prefix="/account/second-factor", template_folder="templates")


@blueprint.get("/")
@permit("account.secure")
async def show() -> ResponseReturnValue:
    return await _page({})


@blueprint.post("/app")
@permit("account.secure")
async def begin_app() -> ResponseReturnValue:
    await house().second_factor.offer_app(viewer())
    return redirect(url_for("second_factor.app"))


@blueprint.get("/app")
@permit("account.secure")
async def app() -> ResponseReturnValue:
    return await _offer()


@blueprint.post("/app/confirm")
@permit("account.secure")
async def confirm_app() -> ResponseReturnValue:
    try:
        codes = await house().second_factor.confirm_app(viewer(), request.form.get("code", ""), browser())
    except FactorRefused as refusal:
        return await _offer(str(refusal), 422)
    except TooManyTries as refusal:
        return await _offer(refusal.words, 429)
    return _ready("From now on your app's code is asked for after the password.", codes)


@blueprint.post("/app/remove")
@permit("account.update")
async def remove_app() -> ResponseReturnValue:
    """Asks for password and code itself."""
    form = request.form
    try:
        await house().second_factor.remove_app(viewer(), form.get("password", ""), form.get("code", ""), browser())
    except FactorRefused as refusal:
        return await _page({refusal.field: str(refusal)}), 422
    except TooManyTries as refusal:
        return await _page({"code": refusal.words}), 429
    flash("The authenticator app is not asked for any more.", "success")
    return redirect(url_for("second_factor.show"))


@blueprint.get("/passkeys/new")
@permit("account.secure")
async def new_passkey() -> ResponseReturnValue:
    return await _invitation()


@blueprint.post("/passkeys")
@permit("account.secure")
async def add_passkey() -> ResponseReturnValue:
    form = request.form
    try:
        codes = await house().second_factor.add_passkey(
            viewer(), form.get("credential", ""), form.get("name", ""), browser()
        )
    except FactorRefused as refusal:
        return await _invitation(str(refusal)), 422
    return _ready("From now on a passkey is good for what is asked after the password.", codes)


@blueprint.post("/passkeys/<int:number>/rename")
@permit("account.secure")
async def rename_passkey(number: int) -> ResponseReturnValue:
    if not await house().second_factor.rename_passkey(viewer(), number, request.form.get("name", ""), browser()):
        return missing()
    flash("The passkey has its new name.", "success")
    return redirect(url_for("second_factor.show"))


@blueprint.post("/passkeys/<int:number>/remove")
@permit("account.secure")
async def remove_passkey(number: int) -> ResponseReturnValue:
    if not await house().second_factor.remove_passkey(viewer(), number, browser()):
        return missing()
    flash("The passkey opens nothing any more.", "success")
    return redirect(url_for("second_factor.show"))


@blueprint.post("/recovery-codes")
@permit("account.secure")
async def renew_codes() -> ResponseReturnValue:
    try:
        codes = await house().second_factor.renew_codes(viewer(), browser())
    except FactorRefused as refusal:
        return await _page({"codes": str(refusal)}), 422
    return _codes(codes, "Those drawn before open nothing any more.")


def _crumbs() -> list[Crumb]:
    return [("My account", url_for("account.show")), ("Second factor", url_for("second_factor.show"))]


async def _page(problems: dict[str, str]) -> str:
    factors = await house().second_factor.factors(viewer().account_id)
    shown = {"factors": factors, "problems": problems, "party": house().second_factor.party}
    crumbs = _crumbs()[:1]
    return str(page("second_factor/show.html", "Second factor", crumbs, **shown))


async def _offer(problem: str = "", status: int = 200) -> ResponseReturnValue:
    """The secret, for as long as it waits for its first code; after that nobody sees it again."""
    secret = await house().second_factor.offered_secret(viewer())
    if secret is None:
        return redirect(url_for("second_factor.show"))
    picture = Markup(picture_of(address_of(secret, viewer().login, urlsplit(request.host_url).hostname or "")))  # noqa: S704  made by us
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    shown = {"picture": picture, "groups": groups, "problem": problem}
    return str(page("second_factor/app.html", "Authenticator app", _crumbs(), **shown)), status


async def _invitation(problem: str = "") -> str:
    invitation = await house().second_factor.invite_passkey(viewer())
    shown = {"invitation": invitation, "problem": problem}
    return str(page("second_factor/passkey.html", "New passkey", _crumbs(), **shown))


def _ready(said: str, codes: list[str]) -> ResponseReturnValue:
    if codes:
        return _codes(codes, said)
    flash(said, "success")
    return redirect(_on())


def _codes(codes: list[str], said: str) -> str:
    return str(page("second_factor/codes.html", "Recovery codes", _crumbs(), codes=codes, said=said, on=_on()))


def _on() -> str:
    """Where they were going when a factor was demanded of them; else what there is."""
    return url_for("home" if is_under_way() else "second_factor.show")
