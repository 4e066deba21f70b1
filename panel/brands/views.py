"""The page of a reseller's brand; and what every browser asks of the brand that it sees: the colours, the logo and the icon."""

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue

from panel.brands import queries
from panel.brands.deeds import DEEDS, find
from panel.kit.access import permit, public
from panel.kit.branding import brand
from panel.kit.colours import WHITE, contrast, parsed
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page

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
        offers=offers(DEEDS, login, seller),
    )


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
