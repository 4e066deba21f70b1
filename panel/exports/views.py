"""Exports: asking for one, and fetching it."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.bridge import AsyncFlask
from panel.exports import actions
from panel.exports.actions import ExportRefused, Wanted, export_later, export_now
from panel.exports.queries import Ready
from panel.kit.access import permit
from panel.kit.lists import ListPage
from panel.kit.spreadsheets import FORMS
from panel.kit.web import house, missing, scope, viewer
from wire import loop

blueprint = Blueprint("exports", __name__, url_prefix="/exports", template_folder="templates")


@blueprint.post("/")
@permit("list.export")
async def ask() -> ResponseReturnValue:
    """A short list is the answer itself; a long one is made in the background."""
    registry, lists = house().registry, house().lists
    declared, form, query = _asked(lists)
    if (octets := await export_now(registry, Wanted.read(declared, scope(), viewer().may, query), form)) is not None:
        return Response(octets, content_type=FORMS[form][1], headers=_headers(declared.name, form, len(octets)))
    try:
        number = await export_later(registry, viewer(), declared, query, form)
    except ExportRefused as refused:
        flash(str(refused), "danger")
        return redirect(url_for("exports.index"))
    loop.spawn(actions.make(registry, lists, number))  # when this process ends before, the worker makes up for it
    flash("That is a long list: the file is being made, and will be here in a moment.", "info")
    return redirect(url_for("exports.index"))


def _asked(lists: dict[str, ListPage]) -> tuple[ListPage, str, str]:
    declared, form = lists.get(request.form.get("list", "")), request.form.get("format", "")
    if declared is None or form not in FORMS:
        abort(400)
    if not viewer().may(declared.permission):
        abort(403)
    return declared, form, request.form.get("query", "").removeprefix("?")


@blueprint.get("/<int:number>")
@permit("list.export")
async def file(number: int) -> ResponseReturnValue:
    registry = house().registry
    found = await actions.file_of(registry, viewer(), number)
    if found is None:
        return missing()
    return streamed(found)


def streamed(found: Ready) -> Response:
    """A file that is ready, piece by piece."""
    registry, number = house().registry, found.id
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the pieces are asked for after the view
    assert isinstance(app, AsyncFlask)

    def pieces() -> Iterator[bytes]:
        count = 0
        while (octets := app.bridge.wait_for(actions.piece_of(registry, number, count))) is not None:
            count += 1
            yield octets

    return Response(pieces(), content_type=_media(found.format), headers=_headers(found.of, found.format, found.octets))


def _media(form: str) -> str:
    return "application/zip" if form == actions.ARCHIVE else FORMS[form][1]


def _headers(name: str, form: str, size: int) -> dict[str, str]:
    stamp = house().registry.clock.now().strftime("%Y%m%d-%H%M")
    return {
        "Content-Disposition": f'attachment; filename="{name}-{stamp}.{form}"',
        "Content-Length": str(size),
    }
