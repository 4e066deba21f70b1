"""Exports for programs: asking for a file of a list, and fetching it."""

from typing import Final

from flask import Response

from panel.exports import actions
from panel.exports.actions import ExportRefused, export_later
from panel.exports.views import streamed
from panel.kit.answers import Answer, Asked, Errand, NotThere, declining
from panel.kit.deeds import Declined, Made
from panel.kit.fields import Choice, Text
from panel.kit.spreadsheets import FORMS
from panel.kit.web import house
from wire import loop


async def _ask(asked: Asked) -> str:
    declared = house().lists.get(asked["list"])
    if declared is None or not asked.viewer.may(declared.permission):
        raise Declined("There is no such list.", at="list")
    with declining(ExportRefused):
        number = await export_later(asked.registry, asked.viewer, declared, asked["query"] or "", asked["format"])
    loop.spawn(actions.make(asked.registry, house().lists, number))  # when this process ends before, the worker does it
    return Made.of("The file is being made: it is among your exports in a moment, and for a day.", str(number))


async def _file(asked: Asked) -> Response:
    found = await actions.file_of(asked.registry, asked.viewer, int(asked.key))
    if found is None:
        raise NotThere
    return streamed(found)


ANSWERS: Final = (
    Answer(
        "exports/<int:key>/file",
        "The file",
        actions.PERMISSION,
        _file,
        media="application/octet-stream",
        lead="There is none before its `state` is ready.",
        pages=("exports.file",),
    ),
)
ERRANDS: Final = (
    Errand(
        "exports/-/ask",
        "Export a list",
        actions.PERMISSION,
        _ask,
        (
            Text("list", "List", "By its name in addresses of the API.", longest=100),
            Choice("format", "As", {form: title for form, (title, _) in FORMS.items()}),
            Text(
                "query",
                "What it shows",
                "Filters, order and columns, as its page's address has them.",
                False,
                longest=4_000,
            ),
        ),
        lead="The answer names the export, whose file is there once it is ready.",
        pages=("exports.ask",),
    ),
)
