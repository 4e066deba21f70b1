"""The people of resellers: the list, the page of one, and the rights of one."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.activity.lists import called
from panel.employees.deeds import DEEDS, find
from panel.employees.lists import EMPLOYEES
from panel.identity.activity import ACTIONS
from panel.identity.care import CareRefused, PersonMissing
from panel.identity.rights import CHOICES
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import LANGUAGES
from panel.kit.languages import gettext as _
from panel.kit.references import worded
from panel.kit.roles import ASSIGNABLE
from panel.kit.web import browser, house, missing, page, viewer

blueprint = Blueprint("employees", __name__, url_prefix="/employees", template_folder="templates")


@blueprint.get("/<path:login>")
@permit("employee.read")
async def show(login: str) -> ResponseReturnValue:
    employee = (await find(situation(), (login,))).get(login)
    if employee is None:
        return missing()
    identity = house().identity
    activity = await identity.done_by_or_to(employee.id)
    return page(
        "employees/show.html",
        employee.name or employee.login,
        (("Employees", url_for("employees.index")),),
        employee=employee,
        role=ASSIGNABLE.get(employee.role, employee.role),
        languages=LANGUAGES,
        reasons=await house().registry.store.reading(lambda db: worded(db, "block-reason")),
        sessions=await identity.sessions(employee.id),
        activity=activity,
        actions={each.action: ACTIONS.get(each.action) or called(each.action) for each in activity},
        offers=offers(DEEDS, login, employee),
        attached=await attached_of(EMPLOYEES, login),
    )


@blueprint.get("/<path:login>/rights")
@permit("employee.read")
async def rights(login: str) -> ResponseReturnValue:
    return await _sheet(login)


@blueprint.post("/<path:login>/rights")
@permit("employee.set-rights")
async def change_rights(login: str) -> ResponseReturnValue:
    if login not in await find(situation(), (login,)):
        return missing()
    wanted = {name.removeprefix("right:"): value for name, value in request.form.items() if name.startswith("right:")}
    try:
        said = await house().rights.change(viewer(), login, wanted, request.form.get("reason", ""), browser())
    except PersonMissing:
        return missing()
    except CareRefused as refusal:
        return await _sheet(login, str(refusal), wanted), 422
    changed = _("Changed: %(what)s.") % {"what": ", ".join(said)} if said else _("Nothing was changed.")
    flash(changed, "success")
    return redirect(url_for("employees.rights", login=login))


async def _sheet(login: str, problem: str = "", wanted: dict[str, str] | None = None) -> str:
    if login not in await find(situation(), (login,)):
        return str(missing())
    sheet = await house().rights.sheet(viewer(), login)
    crumbs = (
        ("Employees", url_for("employees.index")),
        (sheet.account.name, url_for("employees.show", login=login)),
    )
    shown = {
        "sheet": sheet,
        "choices": CHOICES,
        "problem": problem,
        "wanted": wanted or {},
        "editable": not sheet.why_not and viewer().may("employee.set-rights"),
        "target": url_for("employees.change_rights", login=login),
    }
    return str(page("rights/show.html", "Rights", crumbs, **shown))
