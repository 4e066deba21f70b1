"""The application: modules from the table, the door in front, pages for errors, what every template knows.

Longer than most files: everything is put together here, once.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import httpx
from flask import Flask, Request, g, redirect, render_template, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # Flask-WTF ships no types
from markupsafe import Markup
from werkzeug.routing import MapAdapter

from panel.assets import STAMP, VENDOR
from panel.bridge import AsyncFlask, Bridge
from panel.database import Database
from panel.errors import mend
from panel.guard import demand_tokens, guard
from panel.identity.acting import Acting
from panel.identity.actions import Identity
from panel.identity.addressing import Addressing
from panel.identity.care import Care
from panel.identity.openid.keyring import Keyring
from panel.identity.openid.provider import Provider, issuer_of
from panel.identity.passkeys import Passkeys, RelyingParty
from panel.identity.pin import Pins
from panel.identity.places import Places
from panel.identity.proofs import Proofs
from panel.identity.recognising import Demands
from panel.identity.restoring import Restoring
from panel.identity.rights import Rights
from panel.identity.sealing import Seal
from panel.identity.second_factor import SecondFactor
from panel.identity.social.asking import Asking, client_of
from panel.identity.social.linking import Linking
from panel.identity.social.providers import configured
from panel.identity.tries import Tries
from panel.inbox.views import shows_inbox
from panel.kit import formats, languages, pieces, sentences
from panel.kit.access import permit, public
from panel.kit.answer_api import serve_answers
from panel.kit.api.alternates import tell_alternates
from panel.kit.api.described import describe
from panel.kit.attached.file_pages import serve_files
from panel.kit.branding import HOUSE, PATIENCE, Brands, brand
from panel.kit.combos import combo, own, serve_combos
from panel.kit.deed_routes import of_list, offered_to_many, offered_to_open, serve_deeds
from panel.kit.deeds import MOST
from panel.kit.history_pages import serve_history
from panel.kit.importing.api import serve_import_api
from panel.kit.importing.pages import serve_imports
from panel.kit.inline import editable
from panel.kit.lists import PANELS, PER_PAGE
from panel.kit.looks import Look, look_of, wished
from panel.kit.module import MenuItem, Module
from panel.kit.resolving import AskedResolver
from panel.kit.screens import serve_lists
from panel.kit.spreadsheets import FORMS
from panel.kit.uploads import size_of
from panel.kit.way import take_way
from panel.kit.web import House, asset, cookie, house, local, passkeys_elsewhere, secure, viewer
from panel.modules import MODULES
from panel.pin_gate import ask_for_pin
from panel.search.views import looked_in
from panel.step_up import ask_again
from registry.clock import stopwatch
from registry.context import Registry
from registry.settings import Panel
from wire.addresses import Networks

log = logging.getLogger(__name__)

BODY: Final = 1024 * 1024
YEAR: Final = 31_536_000


def create_app(
    registry: Registry,
    database: Database,
    bridge: Bridge,
    settings: Panel,
    *,
    catches_mail: bool = False,
    outward: httpx.AsyncBaseTransport | None = None,
    modules: tuple[Module, ...] = MODULES,
) -> AsyncFlask:
    """The panel over an open registry; views run on the bridge's loop. `catches_mail`: mails are kept, and shown to everybody.
    `outward` is the way to providers that people sign in by, where it is not that to the Internet. `modules` are the drawers."""
    address = urlsplit(settings.url or f"http://{settings.host}:{settings.port}/")
    own = frozenset({address.hostname or "localhost", settings.host, "localhost", "127.0.0.1"})
    app = BrandedFlask(
        "panel", Brands(registry, own, replace(HOUSE, sign_up=settings.sign_up, sign_up_form=settings.sign_up_form))
    )
    app.bridge = bridge
    app.extensions["house"] = _house(registry, database, settings, address, catches_mail, outward, modules)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=sorted(own),
        MAX_CONTENT_LENGTH=BODY,
        MAX_FORM_MEMORY_SIZE=BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the sign-in that drew it
        WTF_CSRF_CHECK_DEFAULT=False,  # asked below, of everybody but programs with keys
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # columns come in the order of the list
    app.session_interface = FormSession()
    guard(app, settings)
    demand_tokens(app, forms := CSRFProtect(app))
    ask_again(app)  # after the form's token was checked: a forged post proves nothing and costs no try
    ask_for_pin(app)
    mend(app)
    open_drawers(app, modules)
    tell_alternates(app, modules)
    for view in app.view_functions.values():
        if getattr(view, "of_programs", False) or getattr(view, "from_elsewhere", False):  # no cookie counts there
            forms.exempt(view)
    _dress(app)
    return app


def open_drawers(app: Flask, modules: Iterable[Module] = MODULES) -> None:
    """Give it the addresses of every module, and those that are of none."""
    for module in modules:
        app.register_blueprint(module.blueprint)
        serve_lists(app, module)
        serve_combos(app, module)
        serve_deeds(app, module)
        serve_imports(app, module)
        serve_import_api(app, module)
        serve_history(app, module)
        serve_files(app, module)
        serve_answers(app, module)
    describe(app)
    app.add_url_rule("/", "home", home)
    app.add_url_rule("/look", "look", look, methods=["POST"])
    app.add_url_rule("/language", "language", language, methods=["POST"])


def _house(
    registry: Registry,
    database: Database,
    settings: Panel,
    address: SplitResult,
    catches_mail: bool,
    outward: httpx.AsyncBaseTransport | None,
    modules: tuple[Module, ...],
) -> House:
    clock = registry.clock
    tries = Tries(database, clock)
    proofs = Proofs(clock, Seal.of(settings.seal_key), Passkeys(clock, RelyingParty.of(address.geturl())))
    demands = Demands(frozenset(settings.second_factor_roles), frozenset(settings.confirmed_address_roles))
    identity = Identity(registry.store, database, clock, settings.session_lifetime, tries, proofs, demands)
    return House(
        registry,
        identity,
        SecondFactor(database, clock, tries, proofs),
        Care(database, clock),
        Rights(database, clock),
        Acting(database, clock),
        Provider(registry, Keyring(registry, Seal.of(settings.seal_key)), issuer_of(settings)),
        Restoring(database, clock, tries),
        Addressing(database, clock),
        Places(database, clock),
        Linking(database, clock, identity),
        Asking(client_of(settings, outward), clock, stopwatch),
        Pins(database, clock, Seal.of(settings.seal_key)),
        configured(settings.social),
        modules,
        address.scheme == "https",
        timedelta(minutes=settings.step_up_minutes),
        address.geturl(),
        _fingerprint(),
        catches_mail,
        Networks(settings.outward_networks),
        AskedResolver(settings.resolver),
        settings.sign_up_challenge,
    )


class BrandedFlask(AsyncFlask):
    """Answers by the hosts of the house and those of brands, as they are now."""

    def __init__(self, name: str, brands: Brands) -> None:
        super().__init__(name)
        self.extensions["brands"] = self.brands = brands

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Where Flask judges the host that was asked: a strange one may be that of a brand that was made a moment ago."""
        if request is not None:
            asked = request.environ.get("HTTP_HOST", "").partition(":")[0].lower()
            if asked and asked not in self.brands.hosts() and self.brands.is_old(PATIENCE):
                try:
                    self.bridge.wait_for(self.brands.read())
                except Exception:
                    log.exception("brands could not be read")
            self.config["TRUSTED_HOSTS"] = self.brands.hosts()
        return super().create_url_adapter(request)


class FormSession(SecureCookieSessionInterface):
    """What forms remember, in a cookie as well guarded as the one that signs in."""

    def get_cookie_name(self, app: Flask) -> str:
        return f"{cookie()}-form"

    def get_cookie_secure(self, app: Flask) -> bool:
        return secure()


def _fingerprint() -> str:
    """Changes whenever a style sheet or script does, so that browsers may keep them for ever."""
    stamp = VENDOR / STAMP
    digest = hashlib.sha256(stamp.read_bytes() if stamp.exists() else b"")
    for path in sorted(Path(__file__).with_name("static").glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _dress(app: Flask) -> None:
    """What templates may use besides what a view gives them."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension brings it
        languages.gettext, languages.ngettext, newstyle=True
    )
    app.jinja_env.filters["said"] = languages.said
    app.jinja_env.filters["retold"] = sentences.retold
    for name in (
        "tone",
        "code_tone",
        "words",
        "day",
        "moment",
        "exactly",
        "distance",
        "nearness",
        "amount",
        "octets",
        "browser_name",
        "figure",
        "tenths",
        "month",
        "units",
    ):
        app.jinja_env.filters[name] = getattr(formats, name)
    app.jinja_env.filters["shown_name"] = formats.shown_name
    app.jinja_env.filters["coloured_xml"] = formats.coloured_xml
    app.jinja_env.globals |= {
        "asset": asset,
        "combo": combo,
        "own": own,
        "pieces": pieces,
        "deeds_of": of_list,
        "editable": editable,
        "offered_to_many": offered_to_many,
        "offered_to_open": offered_to_open,
        "most_of_a_batch": MOST,
        "size_of": size_of,
    }
    app.jinja_env.globals["passkeys_elsewhere"] = passkeys_elsewhere

    @app.context_processor
    def known() -> dict[str, Any]:
        look = _look()
        return {
            "viewer": getattr(g, "viewer", None),
            "menu": _drawn_menu,
            "searches": _searches,
            "bell": getattr(g, "bell", 0),
            "shows_inbox": shows_inbox(),
            "social": house().providers,
            "look": look,
            "theme": look.theme,
            "brand": brand(),
            "language": languages.language(),
            "languages": languages.LANGUAGES,
            "now": _now(),
            "per_page_choices": PER_PAGE,
            "panel_ways": PANELS,
            "export_forms": {form: title for form, (title, _) in FORMS.items()},
        }


def _now() -> datetime:
    return house().registry.clock.now()


def _menu() -> list[MenuItem]:
    who = getattr(g, "viewer", None)
    if who is None or who.has_something_first:
        return []
    return [item for module in house().modules for item in module.menu if who.may(item.permission)]


def _searches() -> bool:
    """Whether there is something that the viewer may search: whoever has a menu and may read a list that is looked in."""
    return bool(_menu() and looked_in(g.viewer))


def _drawn_menu() -> Markup:
    """The menu's lines as HTML: with the same rights, on the same page, everybody's are the same."""
    items, top = tuple(_menu()), _look().layout == "top"
    return _drawn_lines(items, languages.language(), request.endpoint or "", request.root_path, house().assets, top)


@lru_cache(1024)
def _drawn_lines(items: tuple[MenuItem, ...], language: str, here: str, below: str, assets: str, top: bool) -> Markup:
    return Markup(render_template("kit/_menu.html", items=items, here=here, top=top))  # noqa: S704  a template's own output


@permit("account.read")
def home() -> ResponseReturnValue:
    """What comes first; then where they were going, or the first page that their menu has."""
    who = viewer()
    if who.must_renew:
        return redirect(url_for("account.show"))
    if who.must_enrol:
        return redirect(url_for("second_factor.show"))
    if who.must_confirm:
        return redirect(url_for("mail_address.show"))
    if who.must_consent:
        return redirect(url_for("consents.show"))
    return redirect(take_way() or url_for(_menu()[0].endpoint))


def _look() -> Look:
    """Of this request: that of whoever sits there, wherever they act as somebody else."""
    who = getattr(g, "viewer", None)
    return look_of(who.look if who else {}, request.cookies)


@public
async def look() -> ResponseReturnValue:
    """Look otherwise: with this browser, so that the sign-in does too, and with the account wherever it signs in."""
    wanted = wished(request.form)
    response = redirect(local(request.form.get("next"), url_for("home")))
    if wanted and g.viewer is not None and g.viewer.behind is None:
        await house().identity.set_look(g.viewer, wanted)
    for name, value in wanted.items():
        response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure(), path="/")
    return response


@public
async def language() -> ResponseReturnValue:
    """Speak another language: with this browser, and with the account wherever it signs in."""
    wanted = request.form.get("language", "")
    response = redirect(local(request.form.get("next"), url_for("home")))
    if wanted in languages.LANGUAGES:
        if g.viewer is not None and g.viewer.behind is None:
            await house().identity.set_language(g.viewer, wanted)
        response.set_cookie("language", wanted, max_age=YEAR, httponly=True, samesite="Lax", secure=secure(), path="/")
    return response
