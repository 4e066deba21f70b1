"""Which column of a file goes to which input of a deed, and how a cell is typed there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from panel.kit.deeds import Opening, present
from panel.kit.fields import About, Field, options_of
from panel.kit.languages import said

# Inputs by the columns that fill them.
Mapped = Mapping[str, int]

_YES: Final = frozenset({"yes", "y", "true", "1", "x", "да", "так"})
_SIGNS: Final = re.compile(r"[\W_]+")


def inputs_of(opening: Opening) -> dict[str, str]:
    """Every input that a cell can fill, with what people call it; where a field has several, with its name."""
    return {
        part: str(said(each.title)) if len(each.parts) == 1 or part == each.name else part.replace("_", " ")
        for each in opening.fields
        for part in each.parts
    }


def needed_of(opening: Opening) -> frozenset[str]:
    """Inputs that a row has to fill: those that are demanded, and empty when the form begins."""
    begun = present(opening.fields, None)
    return frozenset(each.name for each in opening.fields if each.required and not any(begun.get(each.name, ())))


def guessed(opening: Opening, headings: Sequence[str]) -> dict[str, int]:
    """By headings that say what an input is called, to programs or to people; each column fills one."""
    known = {_plain(each): place for place, each in reversed(list(enumerate(headings)))}
    found: dict[str, int] = {}
    for each in opening.fields:
        for part in each.parts:
            names = (part, each.title, str(said(each.title))) if part == each.name else (part,)
            place = next((known[plain] for name in names if (plain := _plain(name)) in known), None)
            if place is not None and place not in found.values():
                found[part] = place
    return found


def _plain(text: str) -> str:
    return _SIGNS.sub("", text).casefold()


def typed_of(opening: Opening, cells: Sequence[str], mapped: Mapped, about: About) -> dict[str, list[str]]:
    """A row as if somebody had typed it into the form of the deed; what it leaves empty is as that form begins."""
    typed = present(opening.fields, None)
    for each in opening.fields:
        for part in each.parts:
            cell = cells[mapped[part]] if part in mapped and mapped[part] < len(cells) else ""
            if cell:
                typed[part] = _typed(each, cell, about)
    return typed


def _typed(each: Field, cell: str, about: About) -> list[str]:
    if each.kind == "flag":
        return ["yes"] if cell.casefold() in _YES else [""]
    if each.kind in ("choice", "several"):
        options = options_of(getattr(each, "options", {}), about)
        texts = re.split(r"\s*[,;]\s*", cell) if each.kind == "several" else [cell]
        return [_option(options, text) for text in texts if text]
    return [cell]


def _option(options: Mapping[str, Any], text: str) -> str:
    """By its value, or by what people read there."""
    wanted = text.casefold()
    return next(
        (
            key
            for key, title in options.items()
            if wanted in (key.casefold(), title.casefold(), str(said(title)).casefold())
        ),
        text,
    )
