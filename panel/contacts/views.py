"""Contacts: the list, and the page of one."""

from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.contacts.deeds import DEEDS
from panel.contacts.lists import CONTACTS
from panel.contacts.queries import uses
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_routes import offers
from panel.kit.history import events
from panel.kit.web import HOUSE, browser, house, missing, page, scope
from registry.actions.contact_info import contact_info
from registry.actions.disclosed import disclosed
from registry.errors import ObjectMissing
from registry.requests.contact import ContactInfo

blueprint = Blueprint("contacts", __name__, url_prefix="/contacts", template_folder="templates")

MOST: Final = 50


@blueprint.get("/<path:handle>")
@permit("contact.read")
async def show(handle: str) -> ResponseReturnValue:
    registry = house().registry
    cx = registry.context("panel", HOUSE, address=browser().address)
    try:
        view = await contact_info(cx, ContactInfo(handle))
    except ObjectMissing:
        return missing()
    contact, now = view.contact, cx.now
    if not scope().admits(contact.registrar):
        return missing()
    await disclosed(cx, scope().asker, ((contact.roid, contact.handle),))
    used = await registry.store.reading(
        lambda db: uses(db, contact_id=contact.id, now=now, own=scope().registrar_id, most=MOST)
    )
    told = await registry.store.reading(lambda db: events(db, contact.roid))
    return page(
        "contacts/show.html",
        contact.handle,
        (("Contacts", url_for("contacts.index")),),
        contact=contact,
        statuses=view.statuses,
        has_authinfo=view.has_authinfo,
        uses=used,
        events=told,
        offers=offers(DEEDS, contact.handle, contact),
        attached=await attached_of(CONTACTS, contact.handle),
    )
