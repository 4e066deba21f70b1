"""The dashboard for programs: what its widgets show, and which somebody wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from panel.dashboard.choosing import arranged, keep_board, read_board
from panel.dashboard.drawing import Shown, shown
from panel.kit.answers import Answer, Asked, Errand
from panel.kit.api.typed import told
from panel.kit.deeds import Declined
from panel.kit.fields import Flag, Text
from panel.kit.row_fields import Rows as RowsField
from panel.kit.web import house
from panel.kit.widgets import Counts, Drawn, Rows


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of rows of a list with a filter; counting stops at 10,000."""

    title: str
    number: int
    list: str
    filter: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfWidget:
    """`figures` of widgets that count, `rows` of those that list, and what others draw as `found`."""

    name: str
    title: str
    kind: str
    figures: list[Figure]
    rows: list[Mapping[str, object]]
    found: object


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The widgets in their order, and the names of others that could be shown; `chosen`: somebody said so."""

    widgets: list[OfWidget]
    hidden: list[str]
    chosen: bool


async def _dashboard(asked: Asked) -> Dashboard:
    board = await read_board(asked.registry, house().modules, asked.viewer, asked.scope)
    found = await shown(board.shown, asked.situation)
    return Dashboard([_of(each) for each in found], [each.name for each in board.hidden], board.chosen)


def _of(shown_one: Shown) -> OfWidget:
    widget, found = shown_one.widget, shown_one.found
    figures = (
        [Figure(str(each.title), each.number, each.of.name, each.filter) for each in found]
        if isinstance(widget, Counts)
        else []
    )
    rows = list(found.bare) if isinstance(widget, Rows) else []
    drawn = told(found) if isinstance(widget, Drawn) else None
    return OfWidget(widget.name, widget.title, shown_one.kind, figures, rows, drawn)


async def _arrange(asked: Asked) -> str:
    if asked["usual"]:
        await keep_board(asked.registry, asked.viewer, None)
        return "The dashboard is as usual again."
    board, wanted = await read_board(asked.registry, house().modules, asked.viewer, asked.scope), asked["shown"]
    if strange := sorted(set(wanted) - {each.name for each in (*board.shown, *board.hidden)}):
        raise Declined(f"There is no {', '.join(strange)}.", at="shown")
    await keep_board(asked.registry, asked.viewer, arranged(board, wanted, wanted))
    return "The dashboard is kept so."


DASHBOARD: Final = Answer(
    "dashboard", "Dashboard", "dashboard.read", _dashboard, Dashboard, pages=("dashboard.show", "dashboard.choose")
)
ANSWERS: Final = (DASHBOARD,)
ERRANDS: Final = (
    Errand(
        "dashboard/arrange",
        "Choose what the dashboard shows",
        "account.update",
        _arrange,
        (
            RowsField("shown", "Widgets, in their order", (Text("", "Widget", longest=100),), most=200),
            Flag("usual", "As is usual"),
        ),
        changes=DASHBOARD,
        pages=("dashboard.keep",),
    ),
)
