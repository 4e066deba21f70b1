"""All that a drawer tells and does for programs besides lists and deeds: what it declares itself, and what the kit makes of what
its lists say that their rows are."""

from collections.abc import Iterator
from typing import Final

from panel.kit.answers import Answer, Asked, Errand, NotThere
from panel.kit.attached.answers import add_file, attached_answer
from panel.kit.history_pages import MOST_VERSIONS, History, permission_for, read_history
from panel.kit.lists import ListPage
from panel.kit.module import Module
from panel.kit.quantities import Number

_VERSIONS: Final = (
    Number("from", "The version before", most=MOST_VERSIONS, required=False),
    Number("to", "The version after", most=MOST_VERSIONS, required=False),
)


def answers_of(module: Module) -> Iterator[Answer]:
    yield from module.answers
    for declared in module.lists:
        if permission := permission_for(declared):
            yield _history(declared, permission, module.name)
        if declared.thing and module.deeds:
            yield attached_answer(declared)


def errands_of(module: Module) -> Iterator[Errand]:
    yield from module.errands
    for declared in module.lists:
        if declared.thing and declared.thing.takes_files:
            yield add_file(declared, module.name)


def _history(declared: ListPage, permission: str, name: str) -> Answer:
    async def tell(asked: Asked) -> History:
        found = await read_history(declared, asked.key, asked["from"], asked["to"])
        if found is None:
            raise NotThere
        return found

    return Answer(
        f"{declared.name}/<path:key>/history",
        "Its versions",
        permission,
        tell,
        History,
        _VERSIONS,
        "The last versions, what changed between two of them, and what people did to it in the panel.",
        pages=(f"{name}.history",),
    )
