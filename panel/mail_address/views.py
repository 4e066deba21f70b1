"""One's own address of mail: asking for a link, and where links lead."""

from collections.abc import Awaitable, Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.identity.addressing import AddressTaken, ChangeRefused
from panel.identity.links import LinkWorn, Purpose
from panel.kit.access import permit, public
from panel.kit.languages import gettext as _
from panel.kit.web import Crumb, browser, house, local, mailed, noted, page, viewer

blueprint = Blueprint("mail_address", __name__, url_prefix="/mail-address", template_folder="templates")

TITLES: dict[Purpose, str] = {"confirm": "Confirm your e-mail address", "take-back": "Take your e-mail address back"}


@blueprint.get("/")
@permit("account.secure")
async def show() -> ResponseReturnValue:
    """Where somebody has a link written to their address, or to another; who must have confirmed one gets no further."""
    account = await house().identity.profile(viewer().account_id)
    crumbs: list[Crumb] = [] if viewer().must_confirm else [("My account", url_for("account.show"))]
    shown: dict[str, Any] = {"account": account, "waiting": await house().addressing.waiting(viewer())}
    return page("mail_address/show.html", TITLES["confirm"], crumbs, **shown)


@blueprint.post("/")
@permit("account.secure")
async def ask() -> ResponseReturnValue:
    """Have a link written to what was typed, or to the present address."""
    typed, where = request.form.get("email", "").strip(), browser()
    try:
        await demand_welcome(
            house().registry, (("email", typed),), Asking(viewer().login, viewer().account_id, where.address)
        )
        email = await house().addressing.ask(viewer(), typed, where, mailed("mail_address.confirm"))
    except (Barred, ChangeRefused) as refused:
        flash(_(str(refused)), "danger")
    else:
        flash(_("A link is on its way to %(email)s. It is good for a day, and once.") % {"email": email}, "success")
    return redirect(local(request.form.get("next"), url_for("account.show")))


@blueprint.get("/confirm")
@public
async def confirm() -> ResponseReturnValue:
    return await _look("confirm")


@blueprint.post("/confirm")
@public
async def confirmed() -> ResponseReturnValue:
    async def follow(token: str) -> ResponseReturnValue:
        email = await house().addressing.confirm(token, browser(), mailed("mail_address.take_back"))
        said = _("%(email)s is confirmed. Thank you.") % {"email": email}
        return page("mail_address/link.html", TITLES["confirm"], said=said)

    return await _followed("confirm", follow)


@blueprint.get("/take-back")
@public
async def take_back() -> ResponseReturnValue:
    return await _look("take-back")


@blueprint.post("/take-back")
@public
async def taken_back() -> ResponseReturnValue:
    async def follow(token: str) -> ResponseReturnValue:
        another = await house().addressing.take_back(token, browser())
        return redirect(url_for("restore.new", token=another))

    return await _followed("take-back", follow)


async def _look(purpose: Purpose) -> ResponseReturnValue:
    """What a link leads to; programs that look at links beforehand use none up."""
    token = request.args.get("token", "")
    try:
        email = await house().addressing.look(purpose, token)
    except LinkWorn:
        return await _worn(purpose)
    return page("mail_address/link.html", TITLES[purpose], token=token, email=email, purpose=purpose)


async def _followed(purpose: Purpose, follow: Callable[[str], Awaitable[ResponseReturnValue]]) -> ResponseReturnValue:
    try:
        return await follow(request.form.get("token", ""))
    except AddressTaken:
        return str(page("mail_address/link.html", TITLES[purpose], taken=True)), 409
    except LinkWorn:
        return await _worn(purpose)


async def _worn(purpose: Purpose) -> ResponseReturnValue:
    await noted("link.worn", purpose)
    return str(page("mail_address/link.html", TITLES[purpose], worn=True)), 410
