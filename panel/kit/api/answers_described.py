"""Answers and errands as the description of the API has them."""

from collections.abc import Callable, Iterator
from typing import Final

from panel.kit.answers import Answer, Errand
from panel.kit.api.operations import DONE, KEY, MATCH, ONCE, body_of, operation, query, told_as, values_of
from panel.kit.api.shapes import Shape, of_field
from panel.kit.api.typed import shape_of
from panel.kit.made_answers import answers_of, errands_of
from panel.kit.module import Module
from panel.kit.web import API

# Under what drawers stand that have neither a list nor a place in the menu: they are about whoever asks.
OWN: Final = "My account"
_UNCHANGED: Final[Shape] = {"description": "It says what If-None-Match has."}


def answering(module: Module, may: Callable[[str], bool]) -> Iterator[tuple[str, Shape]]:
    """What the drawer tells and does besides its lists."""
    tag = module.lists[0].title if module.lists else module.menu[0].title if module.menu else OWN
    for answer in answers_of(module):
        if may(answer.permission):
            yield _address(answer), {"get": _telling(tag, answer)}
    for errand in errands_of(module):
        if may(errand.permission):
            yield _address(errand), {"post": _doing(tag, errand)}


def _address(declared: Answer | Errand) -> str:
    return API + "/".join("{key}" if part.startswith("<") else part for part in declared.at.split("/"))


def _name(declared: Answer | Errand) -> str:
    words = ".".join(part for part in declared.at.split("/") if not part.startswith("<"))
    return f"{words}.tell" if isinstance(declared, Answer) else f"{words}.do"


def _in_path(declared: Answer | Errand) -> list[Shape]:
    return [KEY] if "<" in declared.at else []


def _telling(tag: str, answer: Answer) -> Shape:
    if answer.media:
        content = {answer.media: {"schema": {"type": "string", "contentMediaType": answer.media}}}
        answers: Shape = {"200": {"description": "The file.", "content": content}}
    else:
        answers = {"200": told_as("What there is.", shape_of(answer.tells)), "304": _UNCHANGED}
    asked = [{**query(each.name, of_field(each), each.title), "required": each.required} for each in answer.asks]
    return operation(tag, _name(answer), answer.title, answer.permission, answers) | {
        "description": answer.lead,
        "parameters": [*_in_path(answer), *asked],
    }


def _doing(tag: str, errand: Errand) -> Shape:
    seen = [MATCH] if errand.changes else []
    return operation(tag, _name(errand), errand.title, errand.permission, DONE) | {
        "description": errand.lead,
        "parameters": [*_in_path(errand), ONCE, *seen],
        "requestBody": body_of(values_of(errand.fields)),
    }
