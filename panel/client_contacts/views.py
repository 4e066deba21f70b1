"""Contacts of clients: the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.client_contacts import queries
from panel.client_contacts.confirming import ATTRIBUTES, LEVELS
from panel.client_contacts.deeds import DEEDS, find
from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.client_contacts.profiles import CHOICES
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import LANGUAGES
from panel.kit.web import house, missing, page

blueprint = Blueprint("client_contacts", __name__, url_prefix="/client-contacts", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("client-contact.read")
async def show(number: int) -> ResponseReturnValue:
    key = str(number)
    contact = (await find(situation(), (key,))).get(key)
    if contact is None:
        return missing()
    levels = await house().registry.store.reading(lambda db: queries.levels(db, contact_id=number))
    attached = await attached_of(CLIENT_CONTACTS, key)
    return page(
        "client_contacts/show.html",
        contact.name,
        (("Contacts of clients", url_for("client_contacts.index")),),
        contact=contact,
        levels=levels,
        attributes=ATTRIBUTES,
        named_levels=LEVELS,
        profiles=CHOICES,
        languages=LANGUAGES,
        attached=attached,
        offers=offers(DEEDS, key, contact),
    )
