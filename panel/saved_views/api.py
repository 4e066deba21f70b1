"""Views of lists that people keep, for programs."""

from typing import Final

from panel.kit.answers import Answer, Asked, Errand, declining
from panel.kit.deeds import Declined
from panel.kit.fields import Flag, Text
from panel.kit.lists import ListPage
from panel.kit.queries import SavedView
from panel.kit.saved import ViewRefused, drop_view, save_view, saved_views
from panel.kit.web import house

_LIST: Final = Text("list", "List", "By its name in addresses of the API.", longest=100)


def _list(asked: Asked) -> ListPage:
    declared = house().lists.get(asked["list"])
    if declared is None or not asked.viewer.may(declared.permission):
        raise Declined("There is no such list.", at="list")
    return declared


async def _views(asked: Asked) -> list[SavedView]:
    return await saved_views(asked.registry, asked.viewer, asked.scope, _list(asked))


async def _keep(asked: Asked) -> str:
    with declining(ViewRefused, at="name"):
        await save_view(
            asked.registry, asked.viewer, _list(asked), asked["name"], asked["query"] or "", shared=asked["shared"]
        )
    return "The view is kept."


async def _forget(asked: Asked) -> str:
    await drop_view(asked.registry, asked.viewer, int(asked.key))
    return "It is forgotten, if it was yours."


ANSWERS: Final = (Answer("views", "Views of a list", "account.read", _views, list[SavedView], asks=(_LIST,)),)
ERRANDS: Final = (
    Errand(
        "views/keep",
        "Keep a view",
        "account.update",
        _keep,
        (
            _LIST,
            Text("name", "Name", "One of the same name is replaced.", longest=60),
            Text("query", "What the list shows", "As its address has it behind the ?.", required=False, longest=4_000),
            Flag("shared", "For colleagues too"),
        ),
        pages=("saved_views.save",),
    ),
    Errand("views/<int:key>/forget", "Forget a view", "account.update", _forget, pages=("saved_views.forget",)),
)
