"""The rows of a page of a list as they are drawn: what all cells of a column share is worked out once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup, escape

from panel.kit.cells import CELLS, FIGURES
from panel.kit.languages import gettext as _
from panel.kit.languages import said
from panel.kit.lists import Column, Row
from panel.kit.pieces import link
from panel.kit.reading import Page


class Head(NamedTuple):
    """A column's title as it is said, and the classes of its cells."""

    column: Column
    title: object
    css: str


def heads(page: Page) -> list[Head]:
    return [Head(column, said(column.title), _css(column)) for column in page.columns]


def _css(column: Column) -> str:
    told = {"nh-lead-cell": column.lead, "nh-figure-cell": column.cell in FIGURES, "nh-extra": column.extra}
    return " ".join(css for css, holds in told.items() if holds)


def drawn_rows(
    page: Page,
    heads: Sequence[Head],
    now: datetime,
    key_of: Callable[[Row], object] | None = None,
    edited: Mapping[str, Callable[[object, Row, int], Markup]] | None = None,
) -> Iterator[Markup]:
    """The cells of each row, the leading one linked to what the row is; with `key_of` there is a box to choose the row by.
    `edited` draws those of some columns with what leads to a form of their value, by the number of the row."""
    edited = edited or {}
    leads = page.declared.link
    columns = [
        (f'<td data-label="{escape(title)}" class="{css}"><div class="nh-value">', CELLS[column.cell], column)
        for column, title, css in heads
    ]
    choose = _("Choose %(key)s")
    for number, row in enumerate(page.rows):
        address = leads(row) if leads else ""
        drawn = [_box(key_of(row), choose)] if key_of else []
        for opening, draw, column in columns:
            cell = draw(row[column.name], row, now)
            if column.name in edited:
                cell = edited[column.name](cell, row, number)
            shown = link(address, "nh-row-link", cell) if address and column.lead else escape(cell)
            drawn.append(f"{opening}{shown}</div></td>")
        yield Markup("\n".join(drawn))  # noqa: S704  each part is escaped


def _box(key: object, choose: str) -> str:
    label = escape(choose % {"key": key})
    box = f'<input class="form-check-input" type="checkbox" name="keys" value="{escape(key)}" form="batch" aria-label="{label}">'
    return f'<td class="nh-tick"><label>{box}</label></td>'


def drawn_totals(page: Page, now: datetime) -> dict[str, object]:
    """The totals, by the column's name, each drawn as the column's values are."""
    drawn: dict[str, object] = {}
    for column in page.columns:
        if column.name in page.totals:
            total, draw = page.totals[column.name], CELLS[column.cell]
            parts = [escape(draw(part, {}, now)) for part in (total if column.each else [total])]
            drawn[column.name] = Markup("<br>").join(parts)
    return drawn
