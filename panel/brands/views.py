"""The page of a reseller's brand; and what every browser asks of the brand that it sees: the colours, the logo and the icon."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, url_for
from flask.typing import ResponseReturnValue

from panel.brands import queries
from panel.brands.deeds import DEEDS, find
from panel.brands.queries import Waiting, domain_of
from panel.brands.senders import prove_by_mail, record_of, waiting_for
from panel.kit.access import permit, public
from panel.kit.branding import brand
from panel.kit.colours import WHITE, contrast, parsed
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.deeds import Declined
from panel.kit.languages import gettext as _
from panel.kit.web import HOUSE, browser, house, missing, page
from registry.context import Context

blueprint = Blueprint("brands", __name__, url_prefix="/brands", template_folder="templates")

YEAR = 31_536_000


@blueprint.get("/<path:login>")
@permit("brand.read")
async def show(login: str) -> ResponseReturnValue:
    seller = (await find(situation(), (login,))).get(login)
    if seller is None:
        return missing()
    colour = parsed(seller.colour or "")
    return page(
        "brands/show.html",
        seller.title,
        (("Brands", url_for("brands.index")),),
        seller=seller,
        contrast=contrast(colour, WHITE) if colour else 0,
        record='{}. IN TXT "{}"'.format(*record_of(seller)) if seller.sender_token else "",
        offers=offers(DEEDS, login, seller),
    )


@blueprint.get("/-/prove/<int:number>/<int:until>/<signature>")
@public
async def prove(number: int, until: int, signature: str) -> ResponseReturnValue:
    """Where the mail to a postmaster leads: programs that look at links beforehand prove nothing."""
    found = await waiting_for(_cx(), str(current_app.secret_key), number, until, signature)
    return _proving(found)


@blueprint.post("/-/prove/<int:number>/<int:until>/<signature>")
@public
async def proved(number: int, until: int, signature: str) -> ResponseReturnValue:
    cx = _cx()
    found = await waiting_for(cx, str(current_app.secret_key), number, until, signature)
    said = ""
    if found is not None:
        try:
            await prove_by_mail(cx, found)
            said = _("Thank you: %(brand)s writes from %(address)s from now on.") % {
                "brand": found.name,
                "address": found.address,
            }
        except Declined as declined:
            return _proving(found, str(declined), 409)
    return _proving(found, said)


def _proving(found: Waiting | None, said: str = "", status: int = 200) -> ResponseReturnValue:
    """A link that is over is gone for programs too."""
    shown: dict[str, Any] = {"found": found, "domain": _domain(found), "said": said}
    return str(page("brands/prove.html", _("Who writes for your domain"), **shown)), 410 if found is None else status


def _cx() -> Context:
    return house().registry.context("panel", HOUSE, address=browser().address)


def _domain(found: Waiting | None) -> str:
    return domain_of(found.address) if found else ""


@blueprint.get("/-/colours.css")
@public
def colours() -> ResponseReturnValue:
    return _kept(brand().style.encode(), "text/css; charset=utf-8")


@blueprint.get("/-/logo")
@public
async def logo() -> ResponseReturnValue:
    shown = brand()
    if not shown.has_logo:
        abort(404)
    kept = await house().registry.store.reading(lambda db: queries.logo(db, host=shown.host))
    return _kept(kept or b"", shown.logo_kind)


@blueprint.get("/-/icon")
@public
async def icon() -> ResponseReturnValue:
    shown = brand()
    if not shown.icon_kind:
        abort(404)
    read = queries.favicon if shown.favicon_kind else queries.logo
    kept = await house().registry.store.reading(lambda db: read(db, host=shown.host))
    return _kept(kept or b"", shown.icon_kind)


def _kept(octets: bytes, kind: str) -> Response:
    if not octets:
        abort(404)
    response = Response(octets, content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
