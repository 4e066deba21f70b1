"""URS cases: the list, and the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.urs.deeds import DEEDS
from panel.urs.lists import CASES
from registry.store import history

blueprint = Blueprint("urs", __name__, url_prefix="/urs", template_folder="templates")


@blueprint.get("/<int:number>")
@permit("urs.read")
async def show(number: int) -> ResponseReturnValue:
    now = situation()
    case = (await DEEDS.find(now, (str(number),))).get(str(number))
    if case is None:
        return missing()
    told = await house().registry.store.reading(lambda db: history.versions(db, kind="urs", name=case.name))
    return page(
        "urs/show.html",
        f"{case.number}: {case.name}",
        (("URS cases", url_for("urs.index")),),
        case=case,
        overdue=case.is_overdue(now.now),
        steps=(
            ("Notice", case.noticed_at),
            ("Locked", case.locked_at),
            ("Suspended", case.suspended_at),
            ("Extended", case.extended_at),
            ("Rolled back", case.rolled_back_at),
            ("Closed", case.closed_at),
        ),
        versions=[each for each in told[::-1] if each.state and each.state.get("number") == case.number],
        offers=offers(DEEDS, str(number), case),
        attached=await attached_of(CASES, str(number)),
    )
