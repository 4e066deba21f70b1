"""Hosts: the list, and the page of one."""

from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.hosts.deeds import DEEDS
from panel.hosts.lists import HOSTS
from panel.hosts.queries import delegated_to, delegations
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_routes import offers
from panel.kit.history import events
from panel.kit.web import HOUSE, house, missing, page, scope
from registry.actions.host_info import host_info
from registry.errors import ObjectMissing
from registry.model.names import canonical
from registry.requests.host import HostInfo

blueprint = Blueprint("hosts", __name__, url_prefix="/hosts", template_folder="templates")

MOST: Final = 25


@blueprint.get("/<name>")
@permit("host.read")
async def show(name: str) -> ResponseReturnValue:
    registry = house().registry
    cx = registry.context("panel", HOUSE)
    try:
        view = await host_info(cx, HostInfo(canonical(name)))
    except ObjectMissing:
        return missing()
    host, now = view.host, cx.now
    if not scope().admits(host.registrar):
        return missing()
    used = await registry.store.reading(lambda db: delegations(db, host_id=host.id))
    names = await registry.store.reading(
        lambda db: delegated_to(db, host_id=host.id, now=now, own=scope().registrar_id, most=MOST)
    )
    told = await registry.store.reading(lambda db: events(db, host.roid))
    return page(
        "hosts/show.html",
        host.name,
        (("Hosts", url_for("hosts.index")),),
        host=host,
        statuses=view.statuses,
        used=used,
        names=names,
        events=told,
        offers=offers(DEEDS, host.name, host),
        attached=await attached_of(HOSTS, host.name),
    )
