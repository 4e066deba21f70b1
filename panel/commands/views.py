"""The command log: the list, and one command with its frame."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.commands.queries import by_svtrid
from panel.kit.access import permit
from panel.kit.web import house, missing, page, scope, viewer

blueprint = Blueprint("commands", __name__, url_prefix="/commands", template_folder="templates")


@blueprint.get("/<path:svtrid>")
@permit("command.read")
async def show(svtrid: str) -> ResponseReturnValue:
    command = await house().registry.store.reading(lambda db: by_svtrid(db, svtrid=svtrid))
    if command is None or not scope().admits(command.registrar):
        return missing()
    return page(
        "commands/show.html",
        f"{command.verb} {command.name or ''}".strip(),
        (("Command log", url_for("commands.index")),),
        command=command,
        frame=command.frame if viewer().may("command.read-frame") else None,
    )
