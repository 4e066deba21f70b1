"""What browsers are sent to: the question whether an application may know somebody, signing out of all, what is connected.

An application is led back to by a page that goes there by itself and not by a redirection: whoever came by a form may be sent by
that form to this panel alone (its policy says `form-action 'self'`, which holds for redirections too).
"""

from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, flash, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.identity.actions import SignInRefused
from panel.identity.openid import asking, queries
from panel.identity.openid.asking import OF_PANEL, SentBack, single, with_parameters
from panel.identity.openid.errors import OAuthRefused
from panel.identity.openid.minting import subject
from panel.identity.openid.queries import Party
from panel.identity.tries import TooManyTries
from panel.kit.access import permit, public
from panel.kit.branding import brand
from panel.kit.languages import gettext as _
from panel.kit.way import keep_way
from panel.kit.web import browser, cookie, house, page, secure, viewer
from panel.openid.opening import in_words
from panel.openid.programs import METADATA, ROUTES, configuration
from panel.sign_up.views import ASKS
from panel.step_up import given, is_fresh

blueprint = Blueprint("openid", __name__, url_prefix="/id", template_folder="templates")
for _path, _methods, _view in ROUTES:
    blueprint.add_url_rule(_path, _view.__name__, _view, methods=_methods)
blueprint.record_once(lambda state: state.app.add_url_rule(METADATA, "openid.metadata", configuration))

# Seconds within which a proof is the one that was just asked for; and the least age that can be demanded, for the way back takes
# a moment.
JUST_NOW: Final = 30
MOMENT: Final = 10
LONGEST: Final = 8192  # octets of an address


@blueprint.route("/authorize", methods=["GET"])
@public
async def authorize() -> ResponseReturnValue:
    """RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1.

    Nobody is led on who is not known, were it with an error, save where nobody may be asked: a link to us that leads elsewhere at
    once would be good for phishing (RFC 9700, section 4.11.2).
    """
    quiet = "none" in " ".join(request.args.getlist("prompt")).split()
    try:
        party, asked = await _asked()
    except OAuthRefused as refused:
        return _nowhere(refused)
    except SentBack as refusal:
        if g.viewer is None and not quiet:
            return _to_sign_in()
        return redirect(_back(refusal.redirect_uri, refusal.state, error=refusal.code, error_description=refusal.words))
    if g.viewer is None:
        return _told(asked, "login_required", "Nobody is signed in.") if quiet else _to_sign_in()
    if viewer().behind is not None:
        return _told(asked, "access_denied", "Whoever acts as somebody else signs in nowhere in their name.")
    if viewer().has_something_first:
        if quiet:
            return _told(asked, "interaction_required", "Something else comes first.")
        keep_way(f"{url_for('openid.go_on')}?{_query()}")
        return redirect(url_for("home"))
    try:
        if not await _is_meant(party, asked):
            return _told(asked, "login_required", "Somebody else is signed in.")
    except SentBack as refusal:
        return _told(asked, refusal.code, refusal.words)
    if _is_stale(asked):
        return _told(asked, "login_required", "It was long ago.") if quiet else await _prove("")
    if "consent" in asked.prompts or not await house().openid.is_consented(viewer(), party, asked):
        if quiet:
            return _told(asked, "consent_required", "Nobody has agreed to it.")
        if _needs_proof(asked):
            return await _prove("")
        return _question(party, asked)
    return redirect(await _answered(party, asked))


@blueprint.post("/agree")
@permit("account.update")
async def agree() -> ResponseReturnValue:
    """What whoever looks said to the question."""
    name = ""
    try:
        party, asked = await _asked()
        name = party.name
        if not await _is_meant(party, asked):
            address = _back(
                asked.redirect_uri, asked.state, error="login_required", error_description="Somebody else is signed in."
            )
        elif request.form.get("answer") == "yes" and _needs_proof(asked):
            return await _prove("")
        elif viewer().behind is not None or request.form.get("answer") != "yes":
            address = _back(asked.redirect_uri, asked.state, error="access_denied", error_description="They said no.")
        else:
            address = await _answered(party, asked)
    except OAuthRefused as refused:
        return _nowhere(refused)
    except SentBack as refusal:
        address = _back(refusal.redirect_uri, refusal.state, error=refusal.code, error_description=refusal.words)
    return _leave(address, name)


@blueprint.post("/prove")
@permit("account.update")
async def prove() -> ResponseReturnValue:
    """They prove again who they are, because an application asks for that."""
    proof = given()
    if proof is None:
        return redirect(f"{url_for('openid.go_on')}?{_query()}")
    try:
        await house().identity.prove(viewer(), proof, browser())
    except SignInRefused:
        return await _prove(_("That does not prove it."), 401)
    except TooManyTries as refusal:
        return await _prove(refusal.words, 429)
    return redirect(f"{url_for('openid.go_on')}?{_query()}")


@blueprint.get("/continue")
@public
async def go_on() -> ResponseReturnValue:
    """From a form of ours to an application: a page between, which goes on by itself."""
    return _leave(f"{url_for('openid.authorize')}?{request.query_string.decode('ascii', 'replace')}", "")


def _by_address(endpoint: str) -> ResponseReturnValue:
    """What a form of an application sends is asked by address: its page's post comes without the cookie that says who it is, and
    the address with it (303, never 307: RFC 9700, section 4.12)."""
    query = urlencode([*request.args.items(multi=True), *request.form.items(multi=True)])
    if len(query) > LONGEST:
        return _nowhere(OAuthRefused("invalid_request", "It is longer than any request."))
    return redirect(f"{url_for(endpoint)}?{query}", 303)


@blueprint.post("/authorize")
@public
async def authorize_by_form() -> ResponseReturnValue:
    """OpenID Connect Core, section 3.1.2.1: GET and POST."""
    return _by_address("openid.authorize")


@blueprint.post("/logout")
@public
async def logout_by_form() -> ResponseReturnValue:
    """OpenID Connect RP-Initiated Logout, section 2: GET and POST."""
    return _by_address("openid.logout")


authorize_by_form.from_elsewhere = logout_by_form.from_elsewhere = True  # type: ignore[attr-defined]


@blueprint.route("/logout", methods=["GET"])
@public
async def logout() -> ResponseReturnValue:
    """OpenID Connect RP-Initiated Logout, section 2; nobody is signed out without having said so."""
    try:
        _party, address = await _returning()
    except OAuthRefused as refused:
        return _nowhere(refused)
    if g.viewer is None:
        return redirect(address or url_for("sign_in.form"))
    return page("openid/logout.html", "Sign out", asked=_carried())


@blueprint.post("/leave")
@public
async def leave() -> ResponseReturnValue:
    try:
        party, address = await _returning()
    except OAuthRefused as refused:
        return _nowhere(refused)
    if g.viewer is not None:
        await house().identity.sign_out(viewer(), browser())
    answer = _leave(address or url_for("sign_in.form"), party.name if party else "")
    answer.delete_cookie(cookie(), path="/", secure=secure(), httponly=True, samesite="Lax")
    return answer


@blueprint.get("/connected")
@permit("account.read")
async def connected() -> ResponseReturnValue:
    account_id, now = viewer().account_id, house().registry.clock.now()
    found = await house().registry.store.reading(lambda db: queries.connected(db, account_id=account_id, now=now))
    return page("openid/connected.html", "Connected applications", found=found, in_words=in_words)


@blueprint.post("/connected/<client_id>/withdraw")
@permit("account.update")
async def withdraw(client_id: str) -> ResponseReturnValue:
    """The application is forgotten, and what it was handed is good for nothing."""
    await house().openid.withdraw(viewer(), client_id[:64], browser())
    flash(_("It is taken back."), "success")
    return redirect(url_for("openid.connected"))


async def _asked() -> tuple[Party, asking.Request]:
    parameters = _parameters()
    party = await house().openid.party(single(parameters, "client_id"))
    address = asking.returns_to(party, single(parameters, "redirect_uri"))
    return party, asking.read(party, address, parameters)


def _parameters() -> dict[str, list[str]]:
    """Those of the address, also where a form of ours carries them."""
    return dict(request.args.lists())


def _query() -> str:
    return request.query_string.decode("ascii", "replace")


def _to_sign_in() -> ResponseReturnValue:
    """To the sign-in; to the sign-up where the application says that whom it sends is a stranger, and strangers may."""
    way = "sign_up.form" if request.args.get("prefer_signup") and brand().sign_up in ASKS else "sign_in.form"
    return redirect(url_for(way, next=f"{url_for('openid.go_on')}?{_query()}"))


async def _is_meant(party: Party, asked: asking.Request) -> bool:
    """Whether whoever sits there is whom the application expects (OpenID Connect Core, section 3.1.2.2). Raises SentBack."""
    if asked.hint is None:
        return True
    claims = await house().openid.hinted(asked.hint)
    if claims is None or claims["aud"] != party.client_id:
        raise SentBack(asked.redirect_uri, asked.state, "invalid_request", "id_token_hint is no ID token of yours.")
    return bool(claims["sub"] == subject(viewer().account_id))


def _needs_proof(asked: asking.Request) -> bool:
    """Whoever lets an application do something in the panel proves who they are, as whoever draws a key of programs does."""
    return any(each.startswith(OF_PANEL) for each in asked.scopes) and not is_fresh()


def _is_stale(asked: asking.Request) -> bool:
    """Whether they are to prove again who they are: it was before the time that the application sets."""
    ages = [max(asked.max_age, MOMENT)] if asked.max_age is not None else []
    if {"login", "select_account"} & asked.prompts:
        ages.append(JUST_NOW)
    proved_at = viewer().proved_at
    return bool(ages) and (proved_at is None or (house().registry.clock.now() - proved_at).total_seconds() > min(ages))


async def _answered(party: Party, asked: asking.Request) -> str:
    """The address that brings the code."""
    return _back(
        asked.redirect_uri, asked.state, code=await house().openid.issue_code(viewer(), party, asked, browser())
    )


def _back(redirect_uri: str, state: str | None, **values: str) -> str:
    """With the name of the provider, against mix-ups (RFC 9207)."""
    return with_parameters(redirect_uri, {**values, "state": state, "iss": house().openid.issuer})


def _told(asked: asking.Request, code: str, words: str) -> ResponseReturnValue:
    return redirect(_back(asked.redirect_uri, asked.state, error=code, error_description=words))


def _question(party: Party, asked: asking.Request) -> ResponseReturnValue:
    place = urlsplit(asked.redirect_uri)
    where = place.hostname or place.scheme
    wanted = in_words(asked.scopes)
    return page("openid/consent.html", "Sign in", party=party, wanted=wanted, where=where, query=_query())


async def _prove(problem: str, status: int = 200) -> Response:
    question = await house().identity.question(viewer()) if viewer().has_factor else None
    return make_response(
        page("openid/prove.html", "Is it you?", problem=problem, question=question, query=_query()), status
    )


def _nowhere(refused: OAuthRefused) -> Response:
    """Nobody is sent to an address that is not known to be right."""
    shown = page("openid/nowhere.html", "This did not work", said=str(refused), code=refused.code)
    return make_response(shown, 400)


def _leave(address: str, name: str) -> Response:
    return make_response(page("openid/leave.html", "One moment", address=address, name=name))


async def _returning() -> tuple[Party | None, str | None]:
    """Which application asks to sign out, if it says so, and where it wants people afterwards. Raises OAuthRefused."""
    parameters = _carried()
    claims = await house().openid.hinted(parameters.get("id_token_hint"))
    named = parameters.get("client_id") or (str(claims["aud"]) if claims else None)
    if claims and named != claims["aud"]:
        raise OAuthRefused("invalid_request", "id_token_hint is another application's.")
    wanted = parameters.get("post_logout_redirect_uri")
    if named is None:
        if wanted:
            raise OAuthRefused("invalid_request", "Who asks is not said: client_id or id_token_hint is missing.")
        return None, None
    party = await house().openid.party(named)
    if wanted is None:
        return party, None
    if wanted not in party.logout_uris:
        raise OAuthRefused("invalid_request", "post_logout_redirect_uri is not registered.")
    return party, with_parameters(wanted, {"state": parameters.get("state")})


def _carried() -> dict[str, str]:
    names = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")
    sent = {name: list(request.values.getlist(name)) for name in names}
    return {name: value for name in names if (value := single(sent, name)) is not None}
