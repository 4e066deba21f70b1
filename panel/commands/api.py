"""The command log for programs: its statistics, and the frame of one command."""

from dataclasses import dataclass
from typing import Final

from panel.commands.queries import SPANS, by_svtrid
from panel.commands.views import Statistics, read_statistics
from panel.kit.answers import Answer, Asked, NotThere
from panel.kit.fields import Choice


async def _statistics(asked: Asked) -> Statistics:
    return await read_statistics(asked["span"] or "day")


@dataclass(frozen=True, slots=True)
class Frame:
    """As it came, secrets masked; None: none is kept of it."""

    frame: str | None


async def _frame(asked: Asked) -> Frame:
    command = await asked.registry.store.reading(lambda db: by_svtrid(db, svtrid=asked.key))
    if command is None or not asked.scope.admits(command.registrar):
        raise NotThere
    return Frame(command.frame)


ANSWERS: Final = (
    Answer(
        "commands/-/statistics",
        "Statistics of commands",
        "command.read",
        _statistics,
        Statistics,
        (Choice("span", "Of the last", {each: each.capitalize() for each in SPANS}, "A day, if not named.", False),),
        pages=("commands.statistics",),
    ),
    Answer("commands/<path:key>/frame", "Its frame", "command.read-frame", _frame, Frame),
)
