"""Tokens: the list, and the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.tokens.deeds import DEEDS
from panel.tokens.lists import TOKENS
from panel.tokens.queries import used_for
from registry.store import history

blueprint = Blueprint("tokens", __name__, url_prefix="/tokens", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("token.read")
async def show(number: int) -> ResponseReturnValue:
    now, store = situation(), house().registry.store
    known = (await DEEDS.find(now, (str(number),))).get(str(number))
    if known is None:
        return missing()
    return page(
        "tokens/show.html",
        f"Token {number}",
        (("Tokens", url_for("tokens.index")),),
        token=known,
        used=await store.reading(lambda db: used_for(db, token_id=number)),
        versions=(await store.reading(lambda db: history.versions(db, kind="token", name=str(number))))[::-1],
        offers=offers(DEEDS, str(number), known),
        attached=await attached_of(TOKENS, str(number)),
    )
