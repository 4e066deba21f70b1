"""What webhooks were told: the page of one message, with what was sent and each answer."""

from json import dumps, loads
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.deliveries.deeds import DEEDS
from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.webhooks import queries

blueprint = Blueprint("webhook_deliveries", __name__, url_prefix="/webhook-deliveries", template_folder="templates")

ATTEMPTS: Final = 50


@blueprint.get("/<int:number>")
@permit("webhook.read")
async def show(number: int) -> ResponseReturnValue:
    delivery = (await DEEDS.find(situation(), (str(number),))).get(str(number))
    if delivery is None:
        return missing()
    attempts = await house().registry.store.reading(lambda db: queries.attempts(db, id=number, most=ATTEMPTS))
    return page(
        "deliveries/show.html",
        delivery.type,
        (("Webhooks", url_for("webhooks.index")), ("What webhooks were told", url_for("webhook_deliveries.index"))),
        delivery=delivery,
        body=dumps(loads(delivery.body), indent=2, ensure_ascii=False),
        attempts=attempts,
        offers=offers(DEEDS, str(number), delivery),
    )
