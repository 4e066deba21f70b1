"""My data: a copy of all that the panel keeps of whoever looks, kept for a day behind links that hold for minutes."""

from flask import Blueprint, Response, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from panel.exports import actions
from panel.exports.actions import ExportRefused, copy_later
from panel.exports.queries import Ready
from panel.exports.views import streamed
from panel.identity.personal.queries import own_copies
from panel.kit.access import permit, public
from panel.kit.attached.files import Links
from panel.kit.languages import gettext as _
from panel.kit.web import house, missing, page, viewer
from wire import loop

blueprint = Blueprint("personal_data", __name__, url_prefix="/my-data", template_folder="templates")


@blueprint.get("/")
@permit("account.read")
async def show() -> ResponseReturnValue:
    registry, number = house().registry, viewer().account_id
    now = registry.clock.now()
    copies = await registry.store.reading(lambda db: own_copies(db, id=number, now=now))
    # a copy is for the person alone, not for whoever acts as them
    addresses = {each.id: address_of(each.id) for each in copies if each.state == "ready" and viewer().behind is None}
    return page("personal_data/show.html", "My data", copies=copies, addresses=addresses)


@blueprint.post("/")
@permit("account.secure")
async def ask() -> ResponseReturnValue:
    registry = house().registry
    try:
        number = await copy_later(registry, viewer(), viewer().account_id, "my-data")
    except ExportRefused as refused:
        flash(str(refused), "danger")
    else:
        loop.spawn(
            actions.make(registry, house().lists, number)
        )  # when this process ends before, the worker makes up for it
        flash(_("The copy is being made, and will be here in a moment."), "info")
    return redirect(url_for("personal_data.show"))


@blueprint.get("/<int:number>/<int:until>/<signature>")
@public
async def file(number: int, until: int, signature: str) -> ResponseReturnValue:
    """A copy, for whoever has a link that holds."""
    registry = house().registry
    if not _links().holds(number, until, signature, registry.clock.now()):
        return missing()
    found = await actions.copy_of(registry, number)
    return missing() if found is None else _streamed(found)


def _streamed(found: Ready) -> Response:
    response = streamed(found)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def address_of(number: int) -> str:
    """Of a copy, for a few minutes."""
    until, signature = _links().sign(number, house().registry.clock.now())
    return url_for("personal_data.file", number=number, until=until, signature=signature)


def _links() -> Links:
    return Links(str(current_app.secret_key), "personal data")
