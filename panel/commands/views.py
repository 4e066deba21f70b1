"""The command log: the list, its statistics, and one command with its frame."""

from dataclasses import dataclass
from datetime import datetime

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
    read = await read_statistics(span)
    return page(
        "commands/statistics.html",
        "Statistics of commands",
        (("Command log", url_for("commands.index")),),
        span=span,
        since=read.since,
        verbs=read.verbs,
        codes=read.codes,
        askers=read.registrars,
    )


@dataclass(frozen=True, slots=True)
class Statistics:
    """How often each command came, what was refused or failed, and, for staff, which registrars asked most."""

    since: datetime
    verbs: list[Verb]
    codes: list[Code]
    registrars: list[Asker]


async def read_statistics(span: str) -> Statistics:
    """Of what the viewer may see, by the name of a span of SPANS."""
    own = None if scope().everything else scope().registrar_id or 0
    since = house().registry.clock.now() - SPANS[span]

    async def read(db: Connection) -> Statistics:
        async with planning(db):
            return Statistics(
                since,
                await by_verb(db, own=own, since=since),
                await by_code(db, own=own, since=since),
                await by_registrar(db, since=since) if own is None else [],
            )

    return await house().registry.store.reading(read)


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
