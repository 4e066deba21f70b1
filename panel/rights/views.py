"""The rights of one person: every permission, what it comes to and why; and changing single ones."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.identity.care import CareRefused, PersonMissing
from panel.identity.rights import CHOICES
from panel.kit.access import permit
from panel.kit.web import browser, house, missing, page, viewer

blueprint = Blueprint("rights", __name__, url_prefix="/rights", template_folder="templates")


@blueprint.get("/<path:login>")
@permit("people.read")
async def show(login: str) -> ResponseReturnValue:
    return await _sheet(login)


@blueprint.post("/<path:login>")
@permit("people.set-rights")
async def change(login: str) -> ResponseReturnValue:
    wanted = {name.removeprefix("right:"): value for name, value in request.form.items() if name.startswith("right:")}
    try:
        said = await house().rights.change(viewer(), login, wanted, request.form.get("reason", ""), browser())
    except PersonMissing:
        return missing()
    except CareRefused as refusal:
        return await _sheet(login, str(refusal), wanted), 422
    flash(f"Changed: {', '.join(said)}." if said else "Nothing was changed.", "success")
    return redirect(url_for("rights.show", login=login))


async def _sheet(login: str, problem: str = "", wanted: dict[str, str] | None = None) -> str:
    try:
        sheet = await house().rights.sheet(viewer(), login)
    except PersonMissing:
        return str(missing())
    crumbs = (
        ("People", url_for("people.index")),
        (sheet.account.name, url_for("people.show", login=login)),
    )
    shown = {
        "sheet": sheet,
        "choices": CHOICES,
        "problem": problem,
        "wanted": wanted or {},
        "editable": not sheet.why_not and viewer().may("people.set-rights"),
        "target": url_for("rights.change", login=login),
    }
    return str(page("rights/show.html", "Rights", crumbs, **shown))
