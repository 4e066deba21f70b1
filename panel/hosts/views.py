"""Hosts: the list, and the page of one."""

from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.hosts.lists import HOSTS
from panel.hosts.queries import by_name, delegated_to
from panel.kit.access import permit
from panel.kit.history import events
from panel.kit.screens import list_view
from panel.kit.web import house, missing, page, scope
from registry.model.names import canonical
from registry.model.status import shown

blueprint = Blueprint("hosts", __name__, url_prefix="/hosts", template_folder="templates")
blueprint.get("/")(list_view(HOSTS))

MOST: Final = 25


@blueprint.get("/<name>")
@permit("host.read")
async def show(name: str) -> ResponseReturnValue:
    registry = house().registry
    now = registry.clock.now()
    host = await registry.store.reading(lambda db: by_name(db, name=canonical(name), now=now))
    if host is None or not scope().admits(host.registrar):
        return missing()
    names = await registry.store.reading(
        lambda db: delegated_to(db, host_id=host.id, now=now, own=scope().registrar_id, most=MOST)
    )
    told = await registry.store.reading(lambda db: events(db, host.roid))
    return page(
        "hosts/show.html",
        host.name,
        (("Hosts", url_for("hosts.index")),),
        host=host,
        statuses=shown(frozenset(host.statuses), ["linked"] if host.domains else []),
        names=names,
        events=told,
    )
