"""Contacts of clients: the page of one."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from panel.client_contacts import queries
from panel.client_contacts.confirmable import ATTRIBUTES, LEVELS
from panel.client_contacts.deeds import DEEDS, MESSENGERS, RESIDENT, find
from panel.client_contacts.linking import take_link
from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.client_contacts.passports import masked, passport_of
from panel.client_contacts.registered.holding import lacking_of
from panel.client_contacts.registered.queries import held
from panel.kit.access import permit, public
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.deeds import Declined
from panel.kit.languages import LANGUAGES
from panel.kit.web import HOUSE, browser, house, missing, page

# Names that the page of a contact tells of.
MOST_NAMES = 25

blueprint = Blueprint("client_contacts", __name__, url_prefix="/client-contacts", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("client-contact.read")
async def show(number: int) -> ResponseReturnValue:
    key = str(number)
    contact = (await find(situation(), (key,))).get(key)
    if contact is None:
        return missing()
    store, now = house().registry.store, house().registry.clock.now()
    levels = await store.reading(lambda db: queries.levels(db, contact_id=number))
    passport = await store.reading(lambda db: passport_of(db, contact))
    attached = await attached_of(CLIENT_CONTACTS, key)
    return page(
        "client_contacts/show.html",
        contact.name,
        (("Contacts of clients", url_for("client_contacts.index")),),
        contact=contact,
        levels=levels,
        attributes=ATTRIBUTES,
        named_levels=LEVELS,
        messengers=MESSENGERS,
        resident=RESIDENT,
        passport=passport,
        masked=masked,
        lacking=await store.reading(lambda db: lacking_of(db, contact)),
        names=await store.reading(lambda db: held(db, contact_id=number, now=now, most=MOST_NAMES)),
        languages=LANGUAGES,
        attached=attached,
        offers=offers(DEEDS, key, contact),
    )


@blueprint.get("/-/confirm")
@public
async def confirm() -> ResponseReturnValue:
    """Where a link that came by mail leads: programs that look at links beforehand use none up."""
    return _confirm(token=request.args.get("token", ""))


@blueprint.post("/-/confirm")
@public
async def confirmed() -> ResponseReturnValue:
    cx = house().registry.context("panel", HOUSE, address=browser().address)
    try:
        email = await take_link(cx, request.form.get("token", ""))
    except Declined as declined:
        return _confirm(said=str(declined)), 410
    return _confirm(said=f"{email} is confirmed. Thank you.")


def _confirm(token: str = "", said: str = "") -> str:
    return str(page("client_contacts/confirm.html", "Confirm your e-mail", token=token, said=said))
