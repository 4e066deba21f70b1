"""Terms as staff and sellers see them; and what whoever looks is asked to agree to."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import gettext as _
from panel.kit.web import browser, house, local, missing, page, viewer
from panel.terms import queries
from panel.terms.deeds import DEEDS
from panel.terms.lists import KINDS

blueprint = Blueprint("terms", __name__, url_prefix="/terms", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("terms.read")
async def show(number: int) -> ResponseReturnValue:
    key = str(number)
    found = (await DEEDS.find(situation(), (key,))).get(key)
    if found is None:
        return missing()
    return page(
        "terms/show.html",
        f"{KINDS[found.kind]}, {number}",
        (("Terms", url_for("terms.index")),),
        terms=found,
        kinds=KINDS,
        offers=offers(DEEDS, key, found),
    )


@blueprint.get("/mine")
@permit("consent.read")
async def consents() -> ResponseReturnValue:
    """What is asked of whoever looks; from every other page they are led here until they agree (panel/guard.py)."""
    registry, account_id = house().registry, viewer().account_id
    now = registry.clock.now()
    asked = await registry.store.reading(lambda db: queries.asked_of(db, account_id=account_id, now=now))
    back = local(request.args.get("next"), "")
    return page("terms/mine.html", "My consents", asked=asked, kinds=KINDS, back=back)


@blueprint.post("/mine")
@permit("consent.give")
async def agree() -> ResponseReturnValue:
    """To those that were ticked; what was shown is what is agreed to, whatever has followed it meanwhile."""
    ticked = [int(each) for each in request.form.getlist("terms") if each.isdecimal() and len(each) < 19]
    await _say(ticked, given=True)
    flash(_("Thank you. It is written down, and stands in your data."), "success")
    return redirect(local(request.form.get("next"), url_for("home")))


@blueprint.post("/mine/<int:number>/withdraw")
@permit("consent.give")
async def withdraw(number: int) -> ResponseReturnValue:
    await _say([number], given=False)
    flash(_("It is taken back. Until you agree again, only this page is open to you."), "warning")
    return redirect(url_for("terms.consents"))


async def _say(numbers: list[int], *, given: bool) -> None:
    registry, account_id, address = house().registry, g.viewer.account_id, browser().address
    now = registry.clock.now()
    await registry.store.transaction(
        lambda db: queries.say(db, account_id=account_id, ids=numbers, given=given, now=now, address=address)
    )
