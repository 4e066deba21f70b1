"""To a provider and back: what the browser is sent with lies in its own signed cookie, and is good for one answer."""

import hmac
import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, abort, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.identity.actions import SignInRefused
from panel.identity.social.asking import Begun, ProviderRefused
from panel.identity.social.linking import LinkRefused
from panel.identity.social.providers import Provider, Somebody
from panel.identity.tries import TooManyTries
from panel.kit.access import permit, public
from panel.kit.branding import brand
from panel.kit.languages import gettext as _
from panel.kit.web import browser, cookie, house, local, noted, page, viewer
from panel.sign_in.views import go_on, wishes
from panel.sign_up.views import ASKS

log = logging.getLogger(__name__)

blueprint = Blueprint("social", __name__, url_prefix="/social", template_folder="templates")

BEGUN: Final = "social"  # in the cookie of forms: what the browser was sent with
MET: Final = "social-met"  # and whom a provider said that it is, until a password says whose account that is
PATIENCE: Final = 600  # seconds that either is good for
FAILED: Final = "%(provider)s did not tell us who you are. Try again, or sign in by your password."


@blueprint.get("/<name>")
@public
async def begin(name: str) -> ResponseReturnValue:
    """Go to the provider; from there the browser comes back to `back`."""
    if g.viewer:
        return redirect(url_for("account.show"))
    return await _sent(_provider(name), "", local(request.args.get("next"), ""), remember=wishes())


@blueprint.post("/<name>/link")
@permit("account.secure")
async def link(name: str) -> ResponseReturnValue:
    """As who is signed in; the page leads on, since no form may lead to another site."""
    provider = _provider(name)
    answer = await _sent(provider, str(viewer().account_id), "")
    return page("social/go.html", "Link an account", provider=provider, address=getattr(answer, "location", ""))


@blueprint.post("/<name>/unlink")
@permit("account.secure")
async def unlink(name: str) -> ResponseReturnValue:
    if await house().linking.unlink(viewer(), name, browser()):
        flash(_("It is not linked any more."), "success")
    return redirect(url_for("account.show"))


@blueprint.get("/<name>/back")
@public
async def back(name: str) -> ResponseReturnValue:
    """Where the provider sends the browser; each has an address of its own, so that none answers for another (RFC 9700)."""
    provider, kept = _provider(name), session.pop(BEGUN, None)
    begun = _begun(kept, provider, request.args.get("state", ""))
    if begun is None:
        return await _failed(provider, "it was not asked, or not for this")
    try:
        somebody = await house().asking.somebody(provider, begun, request.args)
    except ProviderRefused as refused:
        return await _failed(provider, str(refused))
    if kept["for"]:
        return await _linked(provider, somebody, kept["for"])
    where = browser()
    try:
        asking = Asking(somebody.email[:64], None, where.address, where.agent)
        await demand_welcome(house().registry, (("ip", where.address),), asking)
        token = request.cookies.get(cookie())
        entrance = await house().linking.enter(
            provider, somebody, where, token, brand().seller_id, remember=kept["remember"]
        )
    except (Barred, SignInRefused):
        return await _failed(provider, "the account does not open")
    if entrance is not None:
        return go_on(entrance, kept["next"])
    session[MET] = {
        "provider": name,
        "subject": somebody.subject,
        "email": somebody.email[:254],
        "verified": somebody.verified,
        "at": _now(),
        "next": kept["next"],
        "remember": kept["remember"],
    }
    return redirect(url_for("social.unknown"))


@blueprint.get("/-/unknown")
@public
async def unknown() -> ResponseReturnValue:
    """Nobody is linked with it: a password says whose account it is, or they sign up."""
    return _unknown("")


@blueprint.post("/-/unknown")
@public
async def prove() -> ResponseReturnValue:
    met = _met()
    if met is None:
        return redirect(url_for("sign_in.form"))
    provider = _provider(met["provider"])
    somebody = Somebody(met["subject"], met["email"], met["verified"])
    typed, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        entrance = await house().linking.prove(
            provider, somebody, typed, password, browser(), brand().seller_id, remember=met["remember"]
        )
    except SignInRefused:
        return _unknown(_("The login or the password is wrong.")), 401  # type: ignore[return-value]
    except LinkRefused as refused:
        return _unknown(_(str(refused))), 409  # type: ignore[return-value]
    except TooManyTries as refusal:
        return _unknown(refusal.words), 429  # type: ignore[return-value]
    return go_on(entrance, met["next"])


async def _sent(provider: Provider, of: str, back_to: str, *, remember: bool = False) -> ResponseReturnValue:
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    address = url_for("social.back", name=provider.name, _external=True)
    try:
        sent = await house().asking.address(provider, Begun(provider.name, state, nonce, verifier, address))
    except ProviderRefused as refused:
        return await _failed(provider, str(refused))
    session[BEGUN] = {
        "provider": provider.name,
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "back": address,
        "for": of,
        "next": back_to,
        "remember": remember,
        "at": _now(),
    }
    return redirect(sent)


def _begun(kept: Mapping[str, Any] | None, provider: Provider, state: str) -> Begun | None:
    """What this browser was sent with, where the answer belongs to it."""
    if not kept or kept["provider"] != provider.name or not 0 <= _now() - kept["at"] < PATIENCE:
        return None
    if not hmac.compare_digest(kept["state"].encode(), state.encode("utf-8", "surrogatepass")):
        return None
    return Begun(kept["provider"], kept["state"], kept["nonce"], kept["verifier"], kept["back"])


async def _linked(provider: Provider, somebody: Somebody, of: str) -> ResponseReturnValue:
    if g.viewer is None or g.viewer.behind is not None or str(g.viewer.account_id) != of:
        return await _failed(provider, "somebody else is signed in by now")
    try:
        await house().linking.link(viewer(), provider, somebody, browser())
    except LinkRefused as refused:
        flash(_(str(refused)), "danger")
    else:
        flash(_("You can sign in by %(provider)s from now on.") % {"provider": provider.title}, "success")
    return redirect(url_for("account.show"))


def _unknown(problem: str) -> ResponseReturnValue:
    met = _met()
    if met is None:
        return redirect(url_for("sign_in.form"))
    signs_up = brand().sign_up in ASKS
    provider = _provider(met["provider"])
    return str(
        page("social/unknown.html", "Whose are you?", provider=provider, met=met, problem=problem, signs_up=signs_up)
    )


def _met() -> Mapping[str, Any] | None:
    met: Mapping[str, Any] | None = session.get(MET)
    return met if met and 0 <= _now() - met["at"] < PATIENCE else None


async def _failed(provider: Provider, why: str) -> ResponseReturnValue:
    """The same words for every reason; the log has it."""
    log.warning("%s: %s", provider.name, why)
    await noted("social.refused", f"{provider.title}: {why}"[:200])
    flash(_(FAILED) % {"provider": provider.title}, "danger")
    return redirect(url_for("account.show" if g.viewer else "sign_in.form"))


def _provider(name: str) -> Provider:
    found = house().providers.get(name)
    if found is None:
        abort(404)
    return found


def _now() -> int:
    return int(house().registry.clock.now().timestamp())
