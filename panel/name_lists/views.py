"""Lists of names: the list of them, and the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.name_lists.deeds import DEEDS
from panel.name_lists.lists import NAME_LISTS
from panel.name_lists.queries import values
from registry.store import history, name_lists

blueprint = Blueprint("name_lists", __name__, url_prefix="/name-lists", template_folder="templates")


@blueprint.get("/<name>")
@permit("name-list.read")
async def show(name: str) -> ResponseReturnValue:
    now, store = situation(), house().registry.store
    known = (await DEEDS.find(now, (name,))).get(name)
    if known is None:
        return missing()
    book = house().registry.book
    return page(
        "name_lists/show.html",
        name,
        (("Premium and reserved", url_for("name_lists.index")),),
        known=known,
        values=await store.reading(lambda db: values(db, list_id=known.id, now=now.now)),
        steps=(await store.reading(lambda db: name_lists.steps(db, list_id=known.id)))[::-1][:25],
        versions=(await store.reading(lambda db: history.versions(db, kind="list", name=name)))[::-1][:25],
        tlds=[each.tld for each in book.current(now.now) if name in each.rules.lists],
        offers=offers(DEEDS, name, known),
        attached=await attached_of(NAME_LISTS, name),
    )
