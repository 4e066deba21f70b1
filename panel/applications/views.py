"""Applications: the list, and the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.applications.deeds import DEEDS
from panel.applications.lists import APPLICATIONS
from panel.applications.queries import rivals
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_routes import offers
from panel.kit.history import events
from panel.kit.web import house, missing, page, scope
from registry.store import applications

blueprint = Blueprint("applications", __name__, url_prefix="/applications", template_folder="templates")


@blueprint.get("/<identifier>")
@permit("application.read")
async def show(identifier: str) -> ResponseReturnValue:
    store = house().registry.store
    found = await store.reading(lambda db: applications.by_roid(db, identifier))
    if found is None or not scope().admits(found.registrar):
        return missing()
    others = await store.reading(lambda db: rivals(db, name=found.name, roid=found.roid)) if scope().everything else []
    told = await store.reading(lambda db: events(db, found.roid))
    return page(
        "applications/show.html",
        found.name,
        (("Applications", url_for("applications.index")),),
        application=found,
        domain=found.domain,
        rivals=others,
        events=told,
        offers=offers(DEEDS, found.roid, found),
        attached=await attached_of(APPLICATIONS, found.roid),
    )
