"""Relying parties: the list, and the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.openid.opening import in_words
from panel.parties.deeds import DEEDS

blueprint = Blueprint("parties", __name__, url_prefix="/parties", template_folder="templates")


@blueprint.get("/<client_id>")
@permit("integration.read")
async def show(client_id: str) -> ResponseReturnValue:
    party = (await DEEDS.find(situation(), (client_id,))).get(client_id)
    if party is None:
        return missing()
    return page(
        "parties/show.html",
        party.name,
        (("Relying parties", url_for("parties.index")),),
        party=party,
        opens=dict(zip(party.scopes, in_words(party.scopes), strict=True)),
        issuer=house().openid.issuer,
        offers=offers(DEEDS, client_id, party),
    )
