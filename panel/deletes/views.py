"""Deletes in the add grace period, by registrar and TLD, of a month."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from panel.deletes.queries import tallies
from panel.kit.access import permit
from panel.kit.web import house, page, scope
from registry.model.month import Month

blueprint = Blueprint("deletes", __name__, url_prefix="/deletes", template_folder="templates")


@blueprint.get("/")
@permit("registrar.read")
async def show() -> ResponseReturnValue:
    """A month that is none, or has not begun, is this one: a bookmarked address never fails."""
    now = Month.of(house().registry.clock.now())
    try:
        asked = Month.read(request.args.get("month", ""))
    except ValueError:
        asked = now
    month = min(asked, now)
    own = None if scope().everything else scope().registrar or ""
    found = await house().registry.store.reading(lambda db: tallies(db, own=own, first=month.begins, last=month.ends))
    return page(
        "deletes/show.html",
        "Deletes in grace",
        month=month,
        before=month.before,
        after=month.next if month < now else None,
        tallies=found,
    )
