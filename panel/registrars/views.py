"""Registrars: the list, and the page of one; each part of it has its own permission."""

from datetime import timedelta
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page, scope, viewer
from panel.registrars import queries
from panel.registrars.deeds import CLASSES, DEEDS
from panel.registrars.lists import REGISTRARS
from registry.store import ledger, rates, registrars
from registry.store.sql import Connection

blueprint = Blueprint("registrars", __name__, url_prefix="/registrars", template_folder="templates")

ENTRIES: Final = 12
# A certificate that ends within this is said to end soon, as the list finds them.
SOON: Final = timedelta(days=30)


@blueprint.get("/<path:handle>")
@permit("registrar.read")
async def show(handle: str) -> ResponseReturnValue:
    may = viewer().may

    async def read(db: Connection) -> dict[str, object] | None:
        registrar = await registrars.by_handle(db, handle=handle)
        if registrar is None or not scope().admits(registrar.handle):
            return None
        number = registrar.id
        shown: dict[str, object] = {
            "registrar": registrar,
            "accreditations": await queries.accreditations(db, registrar_id=number),
            "bounds": await rates.left(db, registrar_id=number, now=house().registry.clock.now()),
            "classes": CLASSES,
        }
        if may("registrar.read-financial-info"):
            shown["accounts"] = await ledger.accounts(db, registrar=registrar.handle)
            shown["entries"] = await queries.last_entries(db, registrar_id=number, most=ENTRIES)
        if may("registrar.read-ways-in"):
            shown["certificates"] = await queries.certificates(db, registrar_id=number)
            shown["soon"] = SOON
            shown["networks"] = await queries.networks(db, registrar_id=number)
        if may("registrar.read-sessions"):
            shown["sessions"] = await queries.sessions(db, registrar_id=number)
        return shown

    shown = await house().registry.store.reading(read)
    if shown is None:
        return missing()
    standing = (await DEEDS.find(situation(), (handle,)))[handle]
    shown |= {"standing": standing, "offers": offers(DEEDS, handle, standing)}
    shown["attached"] = await attached_of(REGISTRARS, handle)
    if viewer().may("people.read"):
        shown["demanded_since"] = await house().care.demanded_since(handle)
    return page("registrars/show.html", handle, (("Registrars", url_for("registrars.index")),), **shown)
