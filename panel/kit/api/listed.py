"""Lists and their rows for programs, made of the same declarations as the pages.

    GET /api/v1/<list>?where[<filter>]=…&sort=-<column>&fields=<column>,…&per_page=100&cursor=…&include=total
    GET /api/v1/<list>/<key>?include=deeds

The same filters, order and scope as the page has, and all columns that the viewer may see, unless some are named, or a set of the
page; what there is not is refused, since a program that asks for it would believe the answer. Filters are also taken by the names
that addresses of pages have.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from flask import current_app, make_response, request
from flask.typing import ResponseReturnValue

from panel.kit.access import Viewer, permit
from panel.kit.api.cursors import Cursors
from panel.kit.api.parts import read_one, read_part, view_for
from panel.kit.api.problems import Refused, at_parameters
from panel.kit.deed_forms import situation
from panel.kit.filters import Choice, Filter
from panel.kit.lists import COUNTED, Column, ListPage, Row, Wish
from panel.kit.plain import plain
from panel.kit.reading import View, count_rows
from panel.kit.web import View as Answers
from panel.kit.web import house, viewer
from registry.context import Registry

MOST: Final = 500  # rows of one answer
USUAL: Final = 25
_ABOUT: Final = ("columns", "fields", "sort", "per_page", "cursor", "include")


def list_api(declared: ListPage) -> Answers:
    """Rows of the list, with a cursor for those behind them."""

    @permit(declared.permission)
    async def view() -> ResponseReturnValue:
        wish = _wish(declared)
        fields = _named("fields", _names(declared))
        # all that the viewer may see, unless a set is asked for; what finishes rows may want columns that are not told
        seen = view_for(
            declared, viewer(), wish, [] if "columns" in request.args and not fields else _every(declared.columns)
        )
        included = _named("include", {"total"})
        asked, cursors = _asked(declared, wish), Cursors(str(current_app.config["SECRET_KEY"]))
        after = None
        if text := request.args.get("cursor"):
            after = cursors.opened(asked, text)
            if after is None:
                raise _wrong({"cursor": "This is no cursor of this list with these filters in this order."})
        part = await read_part(seen, house().registry, wish, after)
        columns = [each for each in part.columns if not fields or each.name in fields]
        told: dict[str, object] = {
            "data": [_row(declared, columns, *each) for each in zip(part.rows, part.called, strict=True)],
            "next": cursors.sealed(asked, part.place) if part.place else None,
        }
        if "total" in included:
            (total,) = await count_rows(house().registry, [(seen, wish)])
            told |= {"total": min(total, COUNTED), "more": total > COUNTED}
        answer = current_app.response_class(orjson.dumps(told), mimetype="application/json")
        if part.place:
            answer.headers["Link"] = f'<{_further(str(told["next"]))}>; rel="next"'
        return answer

    view.__name__ = declared.name
    return view


def item_api(declared: ListPage) -> Answers:
    """One row with all that the viewer may see of it; its ETag is that of what it says."""

    @permit(declared.permission)
    async def view(key: str) -> ResponseReturnValue:
        if strange := sorted(set(request.args) - {"include"}):
            raise _wrong(dict.fromkeys(strange, "There is no such parameter here."))
        included = _named("include", {"deeds"})
        told = await told_to(viewer(), house().registry, declared, key)
        if told is None:
            raise Refused(404, _missing(declared))
        answer = make_response(_octets(told | {"deeds": await _deeds(declared, key)} if "deeds" in included else told))
        answer.mimetype = "application/json"
        answer.set_etag(tag_of(told))
        return answer.make_conditional(request)

    view.__name__ = f"{declared.name}.one"
    return view


async def told_to(viewer: Viewer, registry: Registry, declared: ListPage, key: str) -> dict[str, object] | None:
    """What the row says to the viewer; None where there is none."""
    wish = _any(declared)
    seen = view_for(declared, viewer, wish, [column.name for column in declared.columns])
    part = await read_one(seen, registry, wish, key.replace("\0", ""))
    return _row(declared, part.columns, part.rows[0], part.called[0]) if part.rows else None


def tag_of(told: Mapping[str, object]) -> str:
    """Another one whenever the row says something else."""
    return hashlib.sha256(_octets(told)).hexdigest()[:32]


def _any(declared: ListPage) -> Wish:
    """Every row: what a list hides until it is asked for exists all the same."""
    hiding = [each for each in declared.filters if isinstance(each, Choice) and each.otherwise]
    every = {each.name: value for each in hiding for value, (_, sql) in each.conditions.items() if sql == "true"}
    return Wish.read(declared, every)


def _octets(told: object) -> bytes:
    return json.dumps(told, separators=(",", ":"), default=str).encode()


async def _deeds(declared: ListPage, key: str) -> list[dict[str, object]]:
    """What the viewer may do to it, with what speaks against it now."""
    deeds, now = house().deeds_of(declared.name), situation()
    if deeds is None:
        return []
    told: list[dict[str, object]] = []
    for each in deeds.deeds:
        if viewer().may(each.permission) and (found := await deeds.found(each, now, (key,))):
            told.append({"name": each.name, "title": each.title, "why_not": each.excluded(found[key], now)})
    return told


def _row(declared: ListPage, columns: Any, row: Row, called: str | None) -> dict[str, object]:
    key = {"key": called} if called is not None else {}
    return key | {column.name: plain(column, row) for column in columns}


def _wish(declared: ListPage) -> Wish:
    """What is asked, all of it understood. Raises Refused."""
    given = {_bare(name): value for name, value in request.args.items()}
    filters = _filters(declared)
    wrong = {name: "This list knows no such parameter." for name in given if name not in _ABOUT and name not in filters}
    if len(given) < len(request.args) or any(len(request.args.getlist(name)) > 1 for name in request.args):
        wrong |= {"": "A parameter is given twice."}
    wrong |= _wrong_ways(declared, given)
    wrong |= {
        name: "This filter does not know that." for name in given if name in filters and not _said(filters[name], given)
    }
    if wrong:
        raise _wrong(wrong)
    size = int(given.get("per_page", USUAL))
    return replace(Wish.read(declared, {**given, "per_page": ""}, viewer().may), per_page=size)


def _bare(name: str) -> str:
    return name[len("where[") : -1] if name.startswith("where[") and name.endswith("]") else name


def _wrong_ways(declared: ListPage, given: Mapping[str, str]) -> dict[str, str]:
    wrong = {}
    size = given.get("per_page", "1")
    if not (size.isascii() and size.isdigit() and len(size) < 5 and 1 <= int(size) <= MOST):
        wrong["per_page"] = f"It is a number from 1 to {MOST}."
    column = declared.column(given.get("sort", declared.order).removeprefix("-"))
    if column is None or not column.sortable or column.name not in _names(declared):
        wrong["sort"] = "The list has no such order."
    sets = {each.name for each in declared.sets if not each.permission or viewer().may(each.permission)}
    if given.get("columns") and given["columns"] not in sets:
        wrong["columns"] = "The list has no such set of columns."
    return wrong


def _filters(declared: ListPage) -> dict[str, Filter]:
    """By the names of their parameters, those that are the viewer's."""
    seen = View.of(declared, situation().scope, viewer().may, _any(declared))
    return {name: each for each in seen.filters for name in each.fields}


def _names(declared: ListPage) -> set[str]:
    """The columns that the viewer may see."""
    return {each.name for each in view_for(declared, viewer(), _any(declared), _every(declared.columns)).columns}


def _every(columns: tuple[Column, ...]) -> list[str]:
    return [each.name for each in columns]


def _said(filtering: Filter, given: Mapping[str, str]) -> bool:
    """Whether every field of it that says something says what it understands."""
    texts = {name: given[name] for name in filtering.fields if given.get(name, "").strip()}
    return all(
        len(text) <= filtering.longest and "\0" not in text and filtering.said({name: text})
        for name, text in texts.items()
    )


def _named(parameter: str, known: set[str]) -> list[str]:
    """Names between commas. Raises Refused for one that there is not."""
    names = request.args[parameter].split(",") if parameter in request.args else []
    if "" in names:
        raise _wrong({parameter: "A name between commas is empty."})
    if strange := sorted(set(names) - known):
        raise _wrong({parameter: f"There is no {', '.join(strange)[:200]}."})
    return names


def _wrong(problems: dict[str, str]) -> Refused:
    named = ", ".join(sorted(filter(None, problems)))
    return Refused(400, f"Some parameters are wrong: {named}." if named else problems[""], at_parameters(problems))


def _asked(declared: ListPage, wish: Wish) -> str:
    """What tells this question from another, whatever part of its answer is asked for."""
    return json.dumps([declared.name, wish.ways["sort"], sorted(wish.values.items())])


def _further(cursor: str) -> str:
    asked = {name: value for name, value in request.args.items() if name != "cursor"}
    return f"{request.path}?{urlencode({**asked, 'cursor': cursor})}"


def _missing(declared: ListPage) -> str:
    deeds = house().deeds_of(declared.name)
    return deeds.missing if deeds else "There is no such row."
