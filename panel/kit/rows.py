"""The rows of a page of a list as they are drawn: what all cells of a column share is worked out once."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from panel.kit.cells import CELLS, FIGURES
from panel.kit.languages import said
from panel.kit.lists import Column, Row
from panel.kit.pieces import link
from panel.kit.reading import Page


class Head(NamedTuple):
    """A column's title as it is said, and the classes of its cells."""

    column: Column
    title: object
    css: str


class Drawn(NamedTuple):
    title: object
    css: str
    cell: object


def heads(page: Page) -> list[Head]:
    return [Head(column, said(column.title), _css(column)) for column in page.columns]


def _css(column: Column) -> str:
    told = {"nh-lead-cell": column.lead, "nh-figure-cell": column.cell in FIGURES, "nh-extra": column.extra}
    return " ".join(css for css, holds in told.items() if holds)


def drawn_rows(page: Page, heads: list[Head], now: datetime) -> Iterator[tuple[Row, list[Drawn]]]:
    """Each row with its cells; the leading one links to what the row is."""
    leads = page.declared.link
    drawers = [(CELLS[column.cell], column, title, css) for column, title, css in heads]
    for row in page.rows:
        address = leads(row) if leads else ""
        cells = []
        for draw, column, title, css in drawers:
            cell = draw(row[column.name], row, now)
            cells.append(Drawn(title, css, link(address, "nh-row-link", cell) if address and column.lead else cell))
        yield row, cells


def drawn_totals(page: Page, now: datetime) -> dict[str, object]:
    """The totals, by the column's name, each drawn as the column's values are."""
    return {
        column.name: CELLS[column.cell](page.totals[column.name], {}, now)
        for column in page.columns
        if column.name in page.totals
    }
