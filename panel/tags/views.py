"""Tags that begin as what was typed last, for any input in which tags are typed."""

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.queries import tags_that_begin
from panel.kit.attached.tags import LONGEST_TAG, tags_in
from panel.kit.web import house

blueprint = Blueprint("tags", __name__, url_prefix="/tags")

SUGGESTED: Final = 12


@blueprint.get("/find")
@permit("tag.read")
async def find() -> ResponseReturnValue:
    """Each suggestion is the whole text: what was typed, with its last word finished."""
    typed = next(iter(request.args.values()), "")[:400]
    words = tags_in(typed)
    begun = words[-1][:LONGEST_TAG] if words and not typed[-1:].isspace() else ""
    before = [each for each in words if each != begun]
    found = await house().registry.store.reading(lambda db: tags_that_begin(db, begins=begun, most=SUGGESTED))
    offered = [", ".join((*before, each)) for each in found if each not in before]
    return render_template("kit/_found.html", found=offered)
