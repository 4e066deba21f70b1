"""Views made from declarations: a list as a page, whole or only the part that htmx asks for, and as an answer of the API."""

from urllib.parse import parse_qsl

from flask import Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permission_of, permit
from panel.kit.api.listed import item_api, list_api
from panel.kit.deed_routes import of_list, offered_to_many
from panel.kit.inline import edits
from panel.kit.lists import ListPage, Wish
from panel.kit.module import Module
from panel.kit.reading import Page, read_page
from panel.kit.recalled import leave_as_shown, recall
from panel.kit.rows import drawn_rows, drawn_totals, heads
from panel.kit.saved import saved_views
from panel.kit.web import API, View, house, page, scope, viewer


def serve_lists(app: Flask, module: Module) -> None:
    """A declared list is the first page of its module, and is answered by the API under its own name."""
    for declared in module.lists:
        app.add_url_rule(f"{module.blueprint.url_prefix}/", f"{module.name}.index", list_view(declared))
        app.add_url_rule(f"{API}{declared.name}", f"api.{declared.name}", list_api(declared))
        if declared.called:
            app.add_url_rule(
                f"{API}{declared.name}/{declared.called.route}", f"api.{declared.name}.one", item_api(declared)
            )


def list_view(declared: ListPage) -> View:
    """The view of a declared list; it carries the list's permission."""

    @permit(declared.permission)
    async def view() -> ResponseReturnValue:
        wish = Wish.read(declared, request.args, viewer().may, viewer().lists.get(declared.name))
        listed = await read_page(declared, house().registry, scope(), viewer().may, wish)
        await leave_as_shown(house().registry, viewer(), declared, wish)
        if not listed.rows and wish.page > 1:
            return redirect(request.path + listed.query())
        deeds, offered = of_list(declared.name), offered_to_many(declared.name)
        columns, now = heads(listed), house().registry.clock.now()
        shown = {
            "list": listed,
            "heads": columns,
            "offered": offered,
            "rows": drawn_rows(listed, columns, now, deeds.key if deeds and offered else None, edits(listed, deeds)),
            "totals": drawn_totals(listed, now),
            "api": url_for(f"api.{declared.name}") + _asked(listed),
            "recalled": recall(viewer().account_id, declared, listed.filters, wish),
            "saved": await saved_views(house().registry, viewer(), scope(), declared),
            "other_views": other_views(declared),
        }
        if _wants_part():
            return _varying(render_template("kit/_list.html", **shown))
        return _varying(page("kit/list.html", declared.title, (), **shown))

    view.__name__ = "index"
    return view


def _asked(listed: Page) -> str:
    """What the page shows, as programs ask for it: they are told all columns where they ask for no set."""
    query = listed.query(panel=None)
    if not listed.wish.columns or "columns" in dict(parse_qsl(query.removeprefix("?"))):
        return query
    return f"{query}{'&' if len(query) > 1 else ''}columns={listed.wish.columns}"


def other_views(declared: ListPage) -> list[tuple[str, str, str]]:
    """Title, icon and address of those pages beside the list that the viewer may open."""
    views = current_app.view_functions
    return [
        (title, icon, url_for(endpoint))
        for title, icon, endpoint in declared.other_views
        if (needed := permission_of(views[endpoint])) is not None and (not needed or viewer().may(needed))
    ]


def _wants_part() -> bool:
    headers = request.headers
    return headers.get("HX-Target") == "list" and "HX-History-Restore-Request" not in headers


def _varying(answer: ResponseReturnValue) -> Response:
    response = make_response(answer)
    response.vary.add("HX-Target")
    return response
