"""Pieces of the dashboard as declarations: a drawer says what it can show of its things, and to whom.

`panel/dashboard/` counts, reads and draws those that somebody has chosen, of what they may see. All counts of a dashboard are one
statement, and all that is drawn is read in one transaction; rows are those of a list, by its own scope and indexes.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from panel.kit.access import Scope, Viewer
from panel.kit.lists import ListPage
from panel.kit.situation import Situation
from registry.store.sql import Connection


def of_anybody(scope: Scope) -> bool:
    return True


def of_staff(scope: Scope) -> bool:
    return scope.everything


def of_registrars(scope: Scope) -> bool:
    return scope.registrar_id is not None


def of_the_registry(scope: Scope) -> bool:
    return of_staff(scope) or of_registrars(scope)


def of_clients(scope: Scope) -> bool:
    """Of those who have clients, or are one."""
    return scope.root is not None


@dataclass(frozen=True, slots=True)
class Count:
    """The number of rows that a list has with a filter: whoever follows it finds what was counted. `title` says what they are,
    or `one` and `many` do by the number; `staff`: it is nobody else's."""

    of: ListPage
    icon: str
    tone: str
    filter: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    one: str = ""
    many: str = ""
    permission: str = ""
    staff: bool = False

    def concerns(self, viewer: Viewer, scope: Scope) -> bool:
        right = viewer.may(self.of.permission) and (not self.permission or viewer.may(self.permission))
        return right and (scope.everything or not self.staff)


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """`name` is that of its drawer and its own, `place` the column where it stands (a strip goes over all), `whose` for which
    scopes it is at all, `more` the page that has the rest."""

    name: str
    title: str
    icon: str
    permission: str
    place: Literal["strip", "wide", "narrow"] = "wide"
    whose: Callable[[Scope], bool] = of_anybody
    more: str = ""

    def seen_by(self, viewer: Viewer, scope: Scope) -> bool:
        return viewer.may(self.permission) and self.whose(scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts(Widget):
    """Figures: as large ones beside each other, as things to do where there are some, or as lengths of queues."""

    counts: tuple[Count, ...]
    form: Literal["figures", "tasks", "queues"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Widget):
    """The rows that a list has first with a filter, in these columns of it; the filter may name the order, too."""

    of: ListPage
    columns: tuple[str, ...]
    filter: Mapping[str, str] = field(default_factory=dict)
    most: int = 6
    empty: str = ""

    def seen_by(self, viewer: Viewer, scope: Scope) -> bool:
        return viewer.may(self.permission) and viewer.may(self.of.permission) and self.whose(scope)


def worth_it(found: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(Widget):
    """What a query finds, drawn by a template of the drawer, which has it as `found`. `good_for`: it is not asked for again
    within that time, for whoever sees the same things, where it is `worth` keeping."""

    read: Callable[[Situation, Connection], Awaitable[Any]]
    template: str
    good_for: timedelta | None = None
    worth: Callable[[Any], bool] = worth_it
