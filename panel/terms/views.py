"""Terms as staff and sellers see them: the list, and the page of a version."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import missing, page
from panel.terms.deeds import DEEDS
from panel.terms.lists import KINDS

blueprint = Blueprint("terms", __name__, url_prefix="/terms", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("terms.read")
async def show(number: int) -> ResponseReturnValue:
    key = str(number)
    found = (await DEEDS.find(situation(), (key,))).get(key)
    if found is None:
        return missing()
    return page(
        "terms/show.html",
        f"{KINDS[found.kind]}, {number}",
        (("Terms", url_for("terms.index")),),
        terms=found,
        kinds=KINDS,
        offers=offers(DEEDS, key, found),
    )
