"""Requesters: the list, and the page of one, with what it was shown last."""

from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.requesters.deeds import DEEDS
from panel.requesters.lists import REQUESTERS
from registry.store import disclosures, history

blueprint = Blueprint("requesters", __name__, url_prefix="/requesters", template_folder="templates")

SHOWN: Final = 25


@blueprint.get("/<name>")
@permit("requester.read")
async def show(name: str) -> ResponseReturnValue:
    now, store = situation(), house().registry.store
    known = (await DEEDS.find(now, (name,))).get(name)
    if known is None:
        return missing()
    shown = await store.reading(
        lambda db: disclosures.newest(db, asker=name, name=None, since=None, level="requester", most=SHOWN)
    )
    return page(
        "requesters/show.html",
        name,
        (("Requesters", url_for("requesters.index")),),
        requester=known,
        counts=known.counts(now.now),
        shown=shown,
        versions=(await store.reading(lambda db: history.versions(db, kind="requester", name=name)))[::-1],
        offers=offers(DEEDS, name, known),
        attached=await attached_of(REQUESTERS, name),
    )
