"""Values that are changed where they are shown: on the page of an object, and in the rows of a list; one PATCH each.

The place that shows one is called by its deed, in a list with the number of its row: `inline-set-note-3`. The form that takes
its place carries a tag of the value that it was filled with; where the object says something else by then, nothing is changed.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from flask import request, url_for
from markupsafe import Markup
from werkzeug.datastructures import ETags

from panel.kit.api.matched import Match
from panel.kit.deeds import Deed, Deeds, present
from panel.kit.fields import About, options_of
from panel.kit.languages import gettext as _
from panel.kit.languages import said
from panel.kit.lists import Row
from panel.kit.pieces import icon
from panel.kit.reading import Page
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Registry

# What draws a cell, with its row and the number of that.
Drawn = Callable[[object, Row, int], Markup]

_ROW: Final = re.compile("-[0-9]{1,3}")
_NOTHING: Final = Markup('<span class="text-secondary">{}</span>')
_PLACE: Final = Markup(
    '<span class="nh-inline-edit" id="{spot}">{value} <a class="nh-inline-go" href="{address}" hx-get="{address}"'
    ' hx-target="#{spot}" hx-swap="outerHTML" title="{title}" aria-label="{title}">{picture}</a></span>'
)


def editable(value: object, deed: Deed[Any], address: str, row: str = "") -> Markup:
    """A value with what leads to its form; `row` is empty, or `-` and the number of a row."""
    shown = value if value not in (None, "") else _NOTHING.format(_("none"))
    spot = f"inline-{deed.name}{row}"
    return _PLACE.format(spot=spot, value=shown, address=address, title=said(deed.title), picture=icon("pencil"))


def row_here(deed: Deed[Any]) -> str | None:
    """Of which row the place is that the answer goes to; empty: of none; None: it goes to no such place."""
    row = request.headers.get("HX-Target", "").removeprefix(f"inline-{deed.name}")
    return row if deed.inline and "HX-Target" in request.headers and (not row or _ROW.fullmatch(row)) else None


def edits(listed: Page, deeds: Deeds[Any] | None) -> Mapping[str, Drawn]:
    """How cells of a list are drawn whose values the viewer changes where they are shown, by their columns."""
    if deeds is None:
        return {}
    columns = {column.name for column in listed.columns if not column.lead}
    return {
        each.value.name: partial(_edited, deeds, each)
        for each in deeds.inline
        if each.value.name in columns and viewer().may(each.permission)
    }


def _edited(deeds: Deeds[Any], deed: Deed[Any], cell: object, row: Row, number: int) -> Markup:
    here = quote(request.full_path.rstrip("?"))
    address = url_for(f"{deeds.list.name}.{deed.name}", key=deeds.key(row))
    return editable(cell, deed, f"{address}?back={here}", f"-{number}")


def value_of(deed: Deed[Any], subject: Any, about: About) -> str:
    """What the object says, as people read it."""
    texts: Sequence[str] = present((deed.value,), subject).get(deed.value.name, ())
    options = getattr(deed.value, "options", None)
    titles = options_of(options, about) if options else {}
    return " ".join(str(said(titles.get(each, each))) for each in texts)


def tag_of_value(deed: Deed[Any], subject: Any) -> str:
    """Another one whenever the object says something else there."""
    shown = present((deed.value,), subject)
    return hashlib.sha256(json.dumps(sorted(shown.items())).encode()).hexdigest()[:32]


def as_seen(now: Situation, deeds: Deeds[Any], deed: Deed[Any], key: str, tag: str) -> Situation:
    """The situation in which it is changed only where it still says what the form was filled with."""

    async def tag_now(registry: Registry) -> str | None:
        subject = (await deeds.found(deed, replace(now, registry=registry), (key,))).get(key)
        return None if subject is None else tag_of_value(deed, subject)

    return replace(now, match=Match(deeds.list.name, key, ETags([tag]), tag_now))
