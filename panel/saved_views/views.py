"""Posts of the box above a list in which views are kept."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.saved import ViewRefused, drop_view, save_view
from panel.kit.web import house, local, viewer

blueprint = Blueprint("saved_views", __name__, url_prefix="/views")


@blueprint.post("/")
@permit("account.update")
async def save() -> ResponseReturnValue:
    declared = house().lists.get(request.form.get("list", ""))
    if declared is None:
        abort(400)
    if not viewer().may(declared.permission):
        abort(403)
    query = request.form.get("query", "")
    try:
        await save_view(
            house().registry,
            viewer(),
            declared,
            request.form.get("name", ""),
            query,
            shared=request.form.get("shared") == "yes",
        )
    except ViewRefused as refused:
        flash(str(refused), "danger")
    else:
        flash("The view is kept: it is under “Views” above the list.", "success")
    return redirect(local(request.form.get("next"), url_for("home")))


@blueprint.post("/<int:number>/forget")
@permit("account.update")
async def forget(number: int) -> ResponseReturnValue:
    await drop_view(house().registry, viewer(), number)
    return redirect(local(request.form.get("next"), url_for("home")))
