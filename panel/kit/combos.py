"""Combos: what somebody types is looked for in a list, within the scope, and what is found is offered.

Every list that has a search and a column that leads can be looked in. Where several may be named, commas stand between them: what
stands before the last one is offered again with what is found. Without scripts a combo is a plain input.
"""

from typing import Final

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.lists import ListPage, Wish
from panel.kit.module import Module
from panel.kit.reading import read_page
from panel.kit.web import ALL, View, house, scope, viewer

SUGGESTED: Final = 12


def serve_combos(app: Flask, module: Module) -> None:
    for declared in module.lists:
        if declared.is_searched:
            app.add_url_rule(f"{module.blueprint.url_prefix}/{ALL}/find", _find(declared.name), find_view(declared))


def combo(name: str) -> str | None:
    """Where a combo of a list looks, if the viewer may look there."""
    return url_for(_find(name)) if viewer().may(house().lists[name].permission) else None


def own(name: str) -> str | None:
    """What of a list is the viewer's own, as its first column calls it."""
    mine = house().lists[name].mine
    return mine(viewer()) if mine else None


def find_view(declared: ListPage) -> View:
    """The first rows that the search of the list finds; the viewer's own before all others, while nothing was typed."""
    lead = next(each for each in declared.columns if each.lead)

    @permit(declared.permission)
    async def view() -> ResponseReturnValue:
        text = next(iter(request.args.values()), "")
        before, comma, typed = text.rpartition(",")
        wish = Wish.read(declared, {"q": typed.strip()})
        rows = (await read_page(declared, house().registry, scope(), viewer().may, wish)).rows
        mine = [each for each in (own(declared.name),) if each and not typed.strip()]
        found = dict.fromkeys([*mine, *(str(row[lead.name]) for row in rows)])
        prefix = f"{before.strip()}, " if comma else ""
        return render_template("kit/_found.html", found=[f"{prefix}{each}" for each in found][:SUGGESTED])

    return view


def _find(name: str) -> str:
    return f"{name}.find"
