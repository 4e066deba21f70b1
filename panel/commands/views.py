"""The command log: the list, its statistics, and one command with its frame."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from panel.commands.queries import SPANS, Asker, Code, Verb, by_code, by_registrar, by_svtrid, by_verb
from panel.kit.access import permit
from panel.kit.reading import planning
from panel.kit.web import house, missing, page, scope, viewer
from registry.store.sql import Connection

blueprint = Blueprint("commands", __name__, url_prefix="/commands", template_folder="templates")


@blueprint.get("/-/statistics")
@permit("command.read")
async def statistics() -> ResponseReturnValue:
    """Of the last day, where the address says nothing that is known."""
    span = asked if (asked := request.args.get("span", "")) in SPANS else "day"
    own, now = None if scope().everything else scope().registrar_id or 0, house().registry.clock.now()
    since = now - SPANS[span]

    async def read(db: Connection) -> tuple[list[Verb], list[Code], list[Asker]]:
        async with planning(db):
            return (
                await by_verb(db, own=own, since=since),
                await by_code(db, own=own, since=since),
                await by_registrar(db, since=since) if own is None else [],
            )

    verbs, codes, askers = await house().registry.store.reading(read)
    return page(
        "commands/statistics.html",
        "Statistics of commands",
        (("Command log", url_for("commands.index")),),
        span=span,
        since=since,
        verbs=verbs,
        codes=codes,
        askers=askers,
    )


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
