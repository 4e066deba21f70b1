"""To a provider and back: what the browser is sent with lies in its own signed cookie, and is good for one answer.

Whoever comes back and is not linked goes on by one of two ways, each of which leads to the other: with a password that says whose
account it is, or signing up (docs/decisions/0104-who-signs-up-by-a-provider-is-linked-in-their-browser.md).
"""

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
from panel.kit.languages import language, wished
from panel.kit.web import browser, cookie, house, local, noted, page, viewer
from panel.sign_in.views import go_on, wishes
from panel.sign_up import met
from panel.sign_up.met import PATIENCE, Met
from panel.sign_up.signing_up import SignUpRefused
from panel.sign_up.views import ASKS, LONGEST_WAY_BACK, WAY_BACK, signing_up

log = logging.getLogger(__name__)

blueprint = Blueprint("social", __name__, url_prefix="/social", template_folder="templates")

BEGUN: Final = "social"  # in the cookie of forms: what the browser was sent with
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
    except Barred:
        return await _failed(provider, "a black list bars where they come from")
    except SignInRefused:
        return await _failed(provider, "the account does not open")
    if entrance is not None:
        return go_on(entrance, kept["next"])
    brought = met.keep(name, somebody, kept["next"], remember=kept["remember"])
    return await _meet(provider, brought, asking)


async def _meet(provider: Provider, brought: Met, asking: Asking) -> ResponseReturnValue:
    """To the form that is theirs; whether somebody has an account is said only by what the provider vouches for."""
    somebody, seller = brought.somebody, brand().seller_id
    if brought.next:
        session[WAY_BACK] = brought.next[:LONGEST_WAY_BACK]
    if brand().sign_up not in ASKS or not somebody.verified:
        return redirect(url_for("social.unknown"))
    try:
        await demand_welcome(house().registry, (("email", somebody.email),), asking)
        if provider.is_authoritative(somebody):
            spoken = wished(somebody.language) if somebody.language else language()
            token = await signing_up().vouched(somebody.email, brought.name, seller, spoken, browser())
            if token is None:
                return redirect(url_for("social.unknown"))
            met.sign_up_as(somebody.email)
            return redirect(url_for("sign_up.new", token=token))
        if await signing_up().is_known(somebody.email, seller):
            return redirect(url_for("social.unknown"))
    except Barred:
        return await _failed(provider, "a black list bars the address")
    except SignUpRefused:
        return await _failed(provider, "nothing can be written to the address")
    except TooManyTries:
        return await _failed(provider, "that address was tried too often")
    return redirect(url_for("sign_up.form"))


@blueprint.get("/-/unknown")
@public
async def unknown() -> ResponseReturnValue:
    """Nobody is linked with it: a password says whose account it is, or they sign up."""
    return _unknown("")


@blueprint.post("/-/unknown")
@public
async def prove() -> ResponseReturnValue:
    brought = met.met()
    if brought is None:
        return redirect(url_for("sign_in.form"))
    provider, somebody = _provider(brought.provider), brought.somebody
    typed, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        entrance = await house().linking.prove(
            provider, somebody, typed, password, browser(), brand().seller_id, remember=brought.remember
        )
    except SignInRefused:
        await _note(provider, "the password is not right")
        return _unknown(_("The login or the password is wrong.")), 401  # type: ignore[return-value]
    except LinkRefused as refused:
        await _note(provider, "another account is linked with that")
        return _unknown(_(str(refused))), 409  # type: ignore[return-value]
    except TooManyTries as refusal:
        await _note(provider, "it was tried too often")
        return _unknown(refusal.words), 429  # type: ignore[return-value]
    return go_on(entrance, brought.next)


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
        await _note(provider, "another account is linked with that")
        flash(_(str(refused)), "danger")
    else:
        flash(_("You can sign in by %(provider)s from now on.") % {"provider": provider.title}, "success")
    return redirect(url_for("account.show"))


def _unknown(problem: str) -> ResponseReturnValue:
    brought = met.met()
    if brought is None:
        return redirect(url_for("sign_in.form"))
    shown: dict[str, Any] = {
        "provider": _provider(brought.provider),
        "met": brought,
        "signs_up": brand().sign_up in ASKS,
    }
    return str(page("social/unknown.html", "Whose are you?", problem=problem, **shown))


async def _failed(provider: Provider, why: str) -> ResponseReturnValue:
    """The same words for every reason; the log has it."""
    await _note(provider, why)
    flash(_(FAILED) % {"provider": provider.title}, "danger")
    return redirect(url_for("account.show" if g.viewer else "sign_in.form"))


async def _note(provider: Provider, why: str) -> None:
    log.warning("%s: %s", provider.name, why)
    await noted("social.refused", f"{provider.title}: {why}"[:200])


def _provider(name: str) -> Provider:
    found = house().providers.get(name)
    if found is None:
        abort(404)
    return found


def _now() -> int:
    return int(house().registry.clock.now().timestamp())
