"""Webhooks: the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import missing, page
from panel.webhooks.deeds import DEEDS
from panel.webhooks.events import KINDS

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("webhook.read")
async def show(number: int) -> ResponseReturnValue:
    webhook = (await DEEDS.find(situation(), (str(number),))).get(str(number))
    if webhook is None:
        return missing()
    return page(
        "webhooks/show.html",
        webhook.name,
        (("Webhooks", url_for("webhooks.index")),),
        webhook=webhook,
        kinds=KINDS,
        offers=offers(DEEDS, str(number), webhook),
    )
