"""Which widgets somebody's dashboard has, in which order: what they chose of what they may see, or what is usual."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from panel.dashboard import queries
from panel.dashboard.queries import Chosen
from panel.dashboard.usual import usual_for
from panel.kit.access import Scope, Viewer
from panel.kit.module import Module
from panel.kit.widgets import Widget
from registry.context import Registry


@dataclass(frozen=True, slots=True)
class Board:
    """`shown` in their order, and the others that could be; `chosen`: somebody said so, and it is not only what is usual."""

    shown: tuple[Widget, ...]
    hidden: tuple[Widget, ...]
    chosen: bool = False


def board_of(modules: Iterable[Module], viewer: Viewer, scope: Scope, chosen: Chosen | None) -> Board:
    """What somebody chose and sees no more is left out; what was declared since they chose stands at the end where it is usual
    for their role."""
    seen = {each.name: each for module in modules for each in module.widgets if each.seen_by(viewer, scope)}
    usual = usual_for(viewer.roles)
    names = list(usual if usual is not None else seen)
    if chosen is not None:
        known = {*chosen.shown, *chosen.hidden}
        names = [*chosen.shown, *(each for each in names if each not in known)]
    shown = tuple(seen[each] for each in dict.fromkeys(names) if each in seen)
    # what could be shown stands in the order of the drawers
    hidden = tuple(each for each in seen.values() if each not in shown)
    return Board(shown, hidden, chosen is not None)


async def read_board(registry: Registry, modules: Iterable[Module], viewer: Viewer, scope: Scope) -> Board:
    chosen = await registry.store.reading(lambda db: queries.chosen(db, account_id=viewer.account_id))
    return board_of(modules, viewer, scope, chosen)


def arranged(board: Board, order: Sequence[str], ticked: Iterable[str], move: str = "") -> Chosen:
    """As a form says it: the names in their order, those that are shown, and perhaps a move (`up NAME`, `down NAME`) among them.
    What nobody could choose there is not heard."""
    known: Mapping[str, Widget] = {each.name: each for each in (*board.shown, *board.hidden)}
    names = [each for each in dict.fromkeys((*order, *known)) if each in known]
    wanted = set(ticked)
    shown = [each for each in names if each in wanted]
    way, _, name = move.partition(" ")
    if name in shown and way in ("up", "down"):
        place = shown.index(name)
        other = place - 1 if way == "up" else place + 1
        if 0 <= other < len(shown):
            shown[place], shown[other] = shown[other], shown[place]
    return Chosen(shown, [each for each in names if each not in wanted])


async def keep_board(registry: Registry, viewer: Viewer, chosen: Chosen | None) -> None:
    """With the account, wherever it signs in; None: as is usual again."""
    if chosen is None:
        await registry.store.transaction(lambda db: queries.forget_chosen(db, account_id=viewer.account_id))
        return
    await registry.store.transaction(
        lambda db: queries.keep_chosen(
            db, account_id=viewer.account_id, shown=chosen.shown, hidden=chosen.hidden, at=registry.clock.now()
        )
    )
