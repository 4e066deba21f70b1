"""Views made from declarations: a list page, whole or only the part that htmx asks for."""

from collections.abc import Awaitable, Callable

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.lists import ListPage, Wish, read_page
from panel.kit.web import house, page, scope, viewer

View = Callable[[], Awaitable[ResponseReturnValue]]


def list_view(declared: ListPage) -> View:
    """The view of a declared list; it carries the list's permission."""

    @permit(declared.permission)
    async def view() -> ResponseReturnValue:
        wish = Wish.read(declared, request.args)
        listed = await read_page(declared, house().registry, scope(), viewer().may, wish)
        if not listed.rows and wish.page > 1:
            return redirect(request.path + listed.query())
        if _wants_part():
            return _varying(render_template("kit/_list.html", list=listed))
        return _varying(page("kit/list.html", declared.title, list=listed))

    view.__name__ = "index"
    return view


def _wants_part() -> bool:
    headers = request.headers
    return headers.get("HX-Target") == "list" and "HX-History-Restore-Request" not in headers


def _varying(answer: ResponseReturnValue) -> Response:
    response = make_response(answer)
    response.vary.add("HX-Target")
    return response
