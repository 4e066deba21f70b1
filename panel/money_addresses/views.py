"""Addresses that mails of money go to as well: one list, and the page that a link leads to."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from panel.kit.access import public
from panel.kit.deeds import Declined
from panel.kit.web import HOUSE, browser, house, page
from panel.money_addresses.actions import address_confirm

blueprint = Blueprint("money_addresses", __name__, url_prefix="/money-addresses", template_folder="templates")


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
        address = await address_confirm(cx, request.form.get("token", ""))
    except Declined as declined:
        return _confirm(said=str(declined)), 410
    return _confirm(said=f"{address} is confirmed. Mails of money come here too.")


def _confirm(token: str = "", said: str = "") -> str:
    return str(page("money_addresses/confirm.html", "Mails of money", token=token, said=said))
