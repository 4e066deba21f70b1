"""The dashboard, and the page on which somebody chooses what theirs shows."""

from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.dashboard import pictures
from panel.dashboard.choosing import arranged, keep_board, read_board
from panel.dashboard.drawing import shown
from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offered_to_open
from panel.kit.languages import gettext as _
from panel.kit.web import house, page, scope, viewer
from panel.kit.widgets import of_clients

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard", template_folder="templates")

# Lists whose openings are offered there to those who have clients, or are one.
BEGUN: Final = ("clients", "client_contacts", "documents")


@blueprint.get("/")
@permit("dashboard.read")
async def show() -> ResponseReturnValue:
    board = await read_board(house().registry, house().modules, viewer(), scope())
    begun = BEGUN if of_clients(scope()) else ()
    return page(
        "dashboard/show.html",
        "Dashboard",
        pieces_shown=await shown(board.shown, situation()),
        bars=pictures.drawn,
        sells=scope().root is not None and viewer().may("client.read"),
        buys=of_clients(scope()),
        openings=[(each, name) for name in begun for each in offered_to_open(name)],
    )


@blueprint.get("/widgets")
@permit("dashboard.read")
async def choose() -> ResponseReturnValue:
    board = await read_board(house().registry, house().modules, viewer(), scope())
    return page(
        "dashboard/choose.html", "What the dashboard shows", ((_("Dashboard"), url_for("dashboard.show")),), board=board
    )


@blueprint.post("/widgets")
@permit("account.update")
async def keep() -> ResponseReturnValue:
    """As the form has it. A press that moves a widget leads back to it; one that keeps all, to the dashboard."""
    registry, form = house().registry, request.form
    if "usual" in form:
        await keep_board(registry, viewer(), None)
        flash(_("The dashboard is as usual again."), "success")
        return redirect(url_for("dashboard.show"))
    board, move = await read_board(registry, house().modules, viewer(), scope()), form.get("move", "")
    await keep_board(registry, viewer(), arranged(board, form.getlist("order"), form.getlist("shown"), move))
    if move:
        return redirect(url_for("dashboard.choose", _anchor=move.partition(" ")[2]))
    flash(_("The dashboard is kept so."), "success")
    return redirect(url_for("dashboard.show"))
