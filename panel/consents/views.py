"""My consents: whoever has not agreed to what is in force for them is led here from every other page (panel/guard.py)."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.languages import gettext as _
from panel.kit.web import browser, house, page, viewer
from panel.terms import queries
from panel.terms.lists import KINDS

blueprint = Blueprint("consents", __name__, url_prefix="/consents", template_folder="templates")


@blueprint.get("/")
@permit("consent.read")
async def show() -> ResponseReturnValue:
    registry, account_id = house().registry, viewer().account_id
    now = registry.clock.now()
    asked = await registry.store.reading(lambda db: queries.asked_of(db, account_id=account_id, now=now))
    return page("consents/show.html", "My consents", asked=asked, kinds=KINDS)


@blueprint.post("/")
@permit("consent.give")
async def agree() -> ResponseReturnValue:
    """To those that were ticked; what was shown is what is agreed to, whatever has followed it meanwhile."""
    ticked = [int(each) for each in request.form.getlist("terms") if each.isdecimal() and len(each) < 19]
    await _say(ticked, given=True)
    flash(_("Thank you. It is written down, and stands in your data."), "success")
    return redirect(url_for("home"))


@blueprint.post("/<int:number>/withdraw")
@permit("consent.give")
async def withdraw(number: int) -> ResponseReturnValue:
    await _say([number], given=False)
    flash(_("It is taken back. Until you agree again, only this page is open to you."), "warning")
    return redirect(url_for("consents.show"))


async def _say(numbers: list[int], *, given: bool) -> None:
    registry, account_id, address = house().registry, viewer().account_id, browser().address
    now = registry.clock.now()
    await registry.store.transaction(
        lambda db: queries.say(db, account_id=account_id, ids=numbers, given=given, now=now, address=address)
    )
