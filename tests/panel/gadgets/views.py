"""The page of a gadget."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import missing, page
from tests.panel.gadgets.deeds import DEEDS
from tests.panel.gadgets.lists import GADGETS

blueprint = Blueprint("gadgets", __name__, url_prefix="/gadgets", template_folder="templates")


@blueprint.get("/<name>")
@permit("document.read")
async def show(name: str) -> ResponseReturnValue:
    gadget = (await DEEDS.find(situation(), (name,))).get(name)
    if gadget is None:
        return missing()
    return page(
        "gadgets/show.html",
        name,
        (("Gadgets", url_for("gadgets.index")),),
        gadget=gadget,
        offers=offers(DEEDS, name, gadget),
        attached=await attached_of(GADGETS, name),
    )
