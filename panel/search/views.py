"""One text looked for in all lists that have what people look for, each by its own search: with its rights, scope and columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from panel.kit.access import Viewer, permit
from panel.kit.lists import ListPage, Wish
from panel.kit.reading import Page, read_page
from panel.kit.rows import Head, drawn_rows, heads
from panel.kit.web import house, page, scope, viewer

blueprint = Blueprint("search", __name__, url_prefix="/search", template_folder="templates")

# What is looked in, in the order in which it is told.
SEARCHED: Final = ("domains", "applications", "hosts", "contacts", "registrars", "tlds", "clients")
# Of each so many rows are told here; the list itself has the others.
MOST: Final = 5
LONGEST: Final = 255


@dataclass(frozen=True, slots=True)
class Hits:
    """What of a list was found, drawn as the list draws it; `all` is where the list has the whole of it."""

    found: Page
    heads: Sequence[Head]
    rows: Sequence[Markup]
    all: str


def looked_in(who: Viewer) -> list[ListPage]:
    """The lists that this viewer may read; none of them: there is nothing to search."""
    lists = house().lists
    return [lists[name] for name in SEARCHED if name in lists and who.may(lists[name].permission)]


@blueprint.get("/")
@permit("account.read")
async def show() -> ResponseReturnValue:
    text = " ".join(request.args.get("q", "").replace("\0", "").split())[:LONGEST]
    hits = [found for each in looked_in(viewer()) if (found := await _hits(each, text))] if text else []
    return page("search/show.html", "Search", (), text=text, hits=hits, most=MOST)


async def _hits(declared: ListPage, text: str) -> Hits | None:
    """In the order of the list; None: nothing there is called so."""
    wish = replace(Wish.read(declared, {"q": text}, viewer().may), per_page=MOST)
    found = await read_page(declared, house().registry, scope(), viewer().may, wish)
    if not found.rows:
        return None
    columns = heads(found)
    rows = list(drawn_rows(found, columns, house().registry.clock.now()))
    return Hits(found, columns, rows, url_for(f"{declared.name}.index", q=text))
