"""What the widgets of a dashboard show: all counts by one statement, all pictures in one transaction, rows by their lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import current_app, url_for
from markupsafe import Markup

from panel.dashboard.figures import MOST_BOXES
from panel.dashboard.kept import Kept
from panel.kit.api.parts import read_part, view_for
from panel.kit.languages import language, said
from panel.kit.languages import ngettext as _n
from panel.kit.lists import ListPage, Wish
from panel.kit.plain import plain
from panel.kit.reading import Page, View, count_rows, planning
from panel.kit.rows import Head, drawn_rows, heads
from panel.kit.situation import Situation
from panel.kit.widgets import Count, Counts, Drawn, Rows, Widget
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that was made: `number` stops where counting does; `of` is the list that has the rows."""

    number: int
    title: object
    icon: str
    tone: str
    address: str
    of: ListPage
    filter: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a list, drawn, and as they are; `address` is where all of them are."""

    heads: Sequence[Head]
    rows: Sequence[Markup]
    address: str
    bare: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A widget with what it shows: figures, rows, or what was found; `place` is which one it is."""

    widget: Widget
    found: Any
    place: int

    @property
    def kind(self) -> str:
        return type(self.widget).__name__.lower()


async def shown(widgets: Sequence[Widget], now: Situation) -> list[Shown]:
    """What they show to the viewer; whose things that are the scope says, and of counts each its list."""
    found: dict[str, Any] = await _counted([each for each in widgets if isinstance(each, Counts)], now)
    found |= await _drawn([each for each in widgets if isinstance(each, Drawn)], now)
    for each in widgets:
        if isinstance(each, Rows):
            found[each.name] = await _listed(each, now)
    return [Shown(each, found[each.name], place) for place, each in enumerate(widgets)]


async def _counted(widgets: Sequence[Counts], now: Situation) -> dict[str, list[Figure]]:
    viewer, scope = now.viewer, now.scope
    chosen = {each.name: _concerning(each, now) for each in widgets}
    counts = [count for each in chosen.values() for count in each]
    wishes = [Wish.read(each.of, each.filter, viewer.may) for each in counts]
    asked = [(View.of(each.of, scope, viewer.may, wish), wish) for each, wish in zip(counts, wishes, strict=True)]
    numbers = iter(await count_rows(now.registry, asked))
    return {name: [_figure(count, next(numbers)) for count in counts] for name, counts in chosen.items()}


def _concerning(widget: Counts, now: Situation) -> list[Count]:
    found = [each for each in widget.counts if each.concerns(now.viewer, now.scope)]
    return found[:MOST_BOXES] if widget.form == "figures" else found


def _figure(count: Count, number: int) -> Figure:
    address = url_for(f"{count.of.name}.index") + (f"?{urlencode(count.filter)}" if count.filter else "")
    title = said(count.title) if count.title else _n(count.one, count.many, number)
    return Figure(number, title, count.icon, count.tone, address, count.of, count.filter)


def _key(widget: Drawn, now: Situation) -> tuple[object, ...]:
    """By the widget, and by whose things it is found among."""
    scope = now.scope
    return (widget.name, scope.everything, scope.registrar_id, scope.root, language())


async def _drawn(widgets: Sequence[Drawn], now: Situation) -> dict[str, Any]:
    kept: Kept = current_app.extensions.setdefault("dashboard", Kept())
    keys = {each.name: _key(each, now) for each in widgets}

    async def found(db: Connection | None, widget: Drawn) -> Any:
        async def read() -> Any:
            assert db is not None, f"{widget.name} was kept a moment ago"
            return await widget.read(now, db)

        if widget.good_for is None:
            return await read()
        return await kept.get(keys[widget.name], now.now, widget.good_for, read, widget.worth)

    async def all_of_them(db: Connection) -> dict[str, Any]:
        # by the indexes that whoever looks is worth: one plan for ten names and for everybody's suits neither
        async with planning(db):
            return {each.name: await found(db, each) for each in widgets}

    if all(each.good_for and kept.has(keys[each.name], now.now) for each in widgets):
        return {each.name: await found(None, each) for each in widgets}
    return await now.registry.store.reading(all_of_them)


async def _listed(widget: Rows, now: Situation) -> Listed:
    """The rows that come first: they are found by an index, and nobody counts the others."""
    declared, viewer = widget.of, now.viewer
    wish = replace(Wish.read(declared, widget.filter, viewer.may), page=1, per_page=widget.most)
    whole = view_for(
        declared, viewer, wish, [each.name for each in declared.columns]
    )  # what finishes rows may want all
    part = await read_part(whole, now.registry, wish, None)
    ordered = [each for name in widget.columns for each in part.columns if each.name == name]
    page = Page(replace(whole, columns=tuple(ordered)), wish, part.rows, len(part.rows), False, {}, {})
    drawn = heads(page)
    address = f"{url_for(f'{declared.name}.index')}{f'?{urlencode(widget.filter)}' if widget.filter else ''}"
    bare = [{each.name: plain(each, row) for each in ordered} for row in part.rows]
    return Listed(drawn, list(drawn_rows(page, drawn, now.now)), address, bare)
