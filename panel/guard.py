"""What every request passes: who asks, whether they may, and the headers that every answer carries."""

import logging
import secrets
from typing import Final

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # Flask-WTF ships no types

from panel.kit.access import Viewer, permission_of
from panel.kit.api.pace import keep_pace
from panel.kit.branding import HOUSE, Brands, host_asked
from panel.kit.languages import ENGLISH, speak, wished
from panel.kit.logged import path_logged
from panel.kit.queries import rung
from panel.kit.request_id import begin
from panel.kit.roles import BEFORE_CONSENT, BEFORE_ENROLMENT, BEFORE_RENEWAL
from panel.kit.way import keep_way
from panel.kit.web import API, browser, cookie, house, secure
from registry.clock import stopwatch
from registry.settings import Panel

log = logging.getLogger(__name__)

CSP: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Tabler's own pictures are data: addresses in its style sheet
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",  # the HTML part of a mail, whose own policy lets it do nothing
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR: Final = 31_536_000
# All that is open to whoever is to confirm an address of mail first.
CONFIRMS: Final = frozenset({"mail_address.show", "mail_address.ask", "api.mail_address.do:account-change-email"})


def guard(app: Flask, settings: Panel) -> None:
    """Put the door in front of every view of the application."""
    app.before_request(_begin)
    app.before_request(_recognise)
    app.before_request(_choose_language)
    keep_pace(app, settings)
    app.before_request(_judge)
    app.after_request(_finish)


def _begin() -> None:
    g.reference = secrets.token_hex(6)
    begin(g.reference)
    g.started = stopwatch()
    g.viewer = g.half = g.moved = None
    g.bell = 0
    g.brand = HOUSE
    # what a view takes that is more than forms are; said before anything reads the form
    if body := getattr(current_app.view_functions.get(request.endpoint or ""), "body", None):
        request.max_content_length = body


async def _recognise() -> None:
    brands: Brands = current_app.extensions["brands"]
    if request.endpoint != "static" and brands.is_old():
        await brands.read()
    g.brand = brands.of(host_asked())
    token = request.cookies.get(cookie())
    if request.path.startswith(API) and "Authorization" in request.headers:
        # whoever shows a key is nobody else, whatever cookies came with it
        shown = request.authorization
        if shown is not None and shown.type == "bearer" and shown.token:
            g.viewer = await _by_bearer(shown.token)
            if g.viewer is None:
                await house().identity.note_refused_key(shown.token, browser())
    elif token and request.endpoint != "static":
        known = await house().identity.viewer(token, browser().address)
        # whoever has given the password and not yet the second factor is nobody, save where that factor is asked for; and so is
        # whoever comes from another network, where what is other people's is at stake
        if known and known.half:
            g.half = known
        elif known and known.moved:
            g.moved = known
        else:
            g.viewer = known
    if g.viewer is not None and not request.path.startswith(API) and "HX-Request" not in request.headers:
        registry, account = house().registry, g.viewer.account_id
        now = registry.clock.now()
        g.bell = await registry.store.reading(lambda db: rung(db, account_id=account, now=now))


async def _by_bearer(token: str) -> Viewer | None:
    """By a key of programs, or by a token that an application has from our own provider: that has three parts."""
    if token.count(".") == 2:
        return await house().openid.viewer(token, house().identity.demands)
    return await house().identity.viewer_by_key(token, browser().address)


def demand_tokens(app: Flask, tokens: CSRFProtect) -> None:
    """Of every post that of its form. What carries a key was sent by no browser that somebody else's page could have asked."""

    def check() -> None:
        if getattr(g.viewer, "granted", None) is None:
            tokens.protect(apply_exemptions=True)

    app.before_request(check)


def _choose_language() -> None:
    """That of the account; before the sign-in that of the browser; programs are told everything in English."""
    if request.path.startswith(API):
        speak(ENGLISH)
    elif who := g.viewer or g.half or g.moved:
        speak(who.language)
    else:
        speak(request.cookies.get("language") or wished(request.headers.get("Accept-Language", "")))


def _judge() -> ResponseReturnValue | None:
    """The one place where permissions are asked; a view that names none is open to nobody."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    permission = permission_of(current_app.view_functions.get(request.endpoint))
    if permission == "":
        return None
    if g.viewer is None and request.path.startswith(API):
        abort(401)
    if g.viewer is None:
        return _to_sign_in()
    if permission is None or not g.viewer.may(permission):
        abort(403)
    if not g.viewer.has_something_first:
        return None
    first = _first(permission)
    if request.path.startswith(API) and (first is not None or g.viewer.granted is not None):
        abort(403)
    if first is None:
        return None
    if "HX-Request" not in request.headers:
        keep_way(_here())
    return _to(url_for(first))


def _first(permission: str) -> str | None:
    """The page of what comes before anything else, in that order; None: what is asked for belongs to it."""
    who = g.viewer
    if who.must_renew:
        return None if permission in BEFORE_RENEWAL else "account.show"
    if who.must_enrol:
        return None if permission in BEFORE_ENROLMENT else "second_factor.show"
    if who.must_confirm:
        return None if request.endpoint in CONFIRMS else "mail_address.show"
    return None if permission in BEFORE_CONSENT else "consents.show"


def _to_sign_in() -> ResponseReturnValue:
    step = "sign_in.second" if g.half else "sign_in.again" if g.moved else "sign_in.form"
    return _to(url_for(step, next=_here()))


def _here() -> str | None:
    """Where to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None


def _to(address: str) -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        # htmx would put the page into the list: it is told to go there instead
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if secure():
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    if request.endpoint == "static":
        if "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        if "immutable" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        response.headers["X-Request-Id"] = g.reference
        log.info(
            "%s %s %d %.1f ms %s %s %s",
            request.method,
            path_logged(),
            response.status_code,
            (stopwatch() - g.started) * 1000,
            request.remote_addr,
            g.viewer.login if g.viewer else "-",
            g.reference,
        )
    return response
