"""The page of a reseller's brand; and what every browser asks of the brand that it sees: the colours and the logo."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.brands import queries
from panel.brands.actions import BrandRefused, Wanted, drop_brand, keep_brand
from panel.brands.logos import MOST_OCTETS
from panel.brands.queries import Seller, seller
from panel.kit.access import permit, public
from panel.kit.branding import Brands, brand
from panel.kit.languages import gettext as _
from panel.kit.web import browser, house, missing, page, scope, viewer
from registry.context import Actor, Context

blueprint = Blueprint("brands", __name__, url_prefix="/brands", template_folder="templates")

YEAR = 31_536_000


@blueprint.get("/<path:login>")
@permit("brand.read")
async def show(login: str) -> ResponseReturnValue:
    return _page(await _seller(login), {})


@blueprint.post("/<path:login>")
@permit("brand.update")
async def change(login: str) -> ResponseReturnValue:
    found, form = await _seller(login), request.form
    given = request.files.get("logo")
    octets = given.stream.read(MOST_OCTETS + 1) if given and given.filename else None
    if form.get("no-logo") == "yes":
        octets = b""
    wanted = Wanted(form.get("host", ""), form.get("name", ""), form.get("colour", ""), octets)
    try:
        await keep_brand(_operator(), viewer(), found, wanted, _brands().own)
    except BrandRefused as refused:
        return _page(found, refused.problems), 422
    await _brands().read()
    flash(_("The brand is kept: whoever comes by its host sees it within a quarter of a minute."), "success")
    return redirect(url_for("brands.show", login=login))


@blueprint.post("/<path:login>/remove")
@permit("brand.update")
async def remove(login: str) -> ResponseReturnValue:
    await drop_brand(_operator(), viewer(), await _seller(login))
    await _brands().read()
    flash(_("The brand is gone, and nobody answers at its host any more."), "success")
    return redirect(url_for("brands.show", login=login))


@blueprint.get("/-/colours.css")
@public
def colours() -> ResponseReturnValue:
    return _kept(brand().style.encode(), "text/css; charset=utf-8")


@blueprint.get("/-/logo")
@public
async def logo() -> ResponseReturnValue:
    shown = brand()
    kept = (
        await house().registry.store.reading(lambda db: queries.logo(db, host=shown.host)) if shown.has_logo else None
    )
    return _kept(kept or b"", shown.logo_kind)


def _kept(octets: bytes, kind: str) -> Response:
    if not octets:
        abort(404)
    response = Response(octets, content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


async def _seller(login: str) -> Seller:
    everything, root = scope().everything, scope().root
    found = await house().registry.store.reading(lambda db: seller(db, login=login, everything=everything, root=root))
    if found is None or not (everything or root is not None):
        missing()
    assert found is not None
    return found


def _brands() -> Brands:
    brands: Brands = current_app.extensions["brands"]
    return brands


def _operator() -> Context:
    return house().registry.context("panel", Actor(operator=viewer().login), address=browser().address)


def _page(found: Seller, problems: dict[str, str]) -> str:
    typed = request.form if problems else {"host": found.host, "name": found.name, "colour": found.colour}
    shown = {"seller": found, "typed": typed, "problems": problems, "may": viewer().may("brand.update")}
    return str(page("brands/show.html", found.title, (("Brands", url_for("brands.index")),), **shown))
