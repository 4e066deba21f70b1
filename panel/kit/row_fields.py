"""Fields that hold a list: a row of inputs for each of its members, which people add, copy and remove, with scripts or without.

Inputs of a row have the names of all the others in their column, and are told apart by their place: `hosts~1` is the second one
of `hosts`. JSON says the same as a list: of texts where there is one column, else of objects.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Final

from panel.kit.fields import About, Field, Present, Problem, Typed
from panel.kit.languages import gettext as _

AT: Final = "~"


@dataclass(frozen=True, slots=True)
class Rows:
    """A tuple: of values where the one column has no name of its own, else of mappings by the names of the columns.

    A column is any field of a single input. A row in which nothing was typed is none.
    """

    name: str
    title: str
    columns: tuple[Field, ...]
    hint: str = ""
    required: bool = False
    present: Present | None = None
    most: int = 50
    kind: str = field(default="rows", init=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{each.name}" if each.name else self.name for each in self.columns)

    @property
    def drawn(self) -> tuple[Any, ...]:
        """The columns by the names that their inputs have."""
        return tuple(replace(each, name=part) for each, part in zip(self._declared, self.parts, strict=True))

    @property
    def _declared(self) -> tuple[Any, ...]:
        return self.columns

    def read(self, typed: Typed, about: About) -> tuple[Any, ...]:
        rows, wrong = [], {}
        for index, texts in enumerate(self.texts(typed)):
            if not any(text.strip() for text in texts):
                continue
            row = {}
            for each, part, text in zip(self.columns, self.parts, texts, strict=True):
                try:
                    row[each.name] = each.read({each.name: [text]}, about)
                except Problem as problem:
                    wrong[f"{part}{AT}{index}"] = str(problem)
            rows.append(row)
        if wrong:
            raise Problem(_("Some rows are not right yet."), wrong)
        if self.required and not rows:
            raise Problem(_("This is needed."))
        if len(rows) > self.most:
            raise Problem(_("There are at most %(number)d.") % {"number": self.most})
        return tuple(row.get("", row) for row in rows)

    def texts(self, typed: Typed) -> list[tuple[str, ...]]:
        """What was typed, row by row."""
        return list(zip_longest(*(typed.get(part, ()) for part in self.parts), fillvalue=""))

    def shown(self, value: Any) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {part: [] for part in self.parts}
        for row in value or ():
            for each, part in zip(self.columns, self.parts, strict=True):
                inputs = each.shown(row[each.name] if isinstance(row, Mapping) else row)
                found[part].append(next(iter(inputs.get(each.name, ())), ""))
        return found

    def turned(self, typed: Typed, wish: str, index: int) -> dict[str, list[str]]:
        """The inputs once a row was added at the end, or one was copied or removed."""
        texts = self.texts(typed) or [("",) * len(self.parts)]
        if wish == "add" and len(texts) < self.most:
            texts.append(("",) * len(self.parts))
        elif wish == "copy" and index < len(texts) < self.most:
            texts.insert(index + 1, texts[index])
        elif wish == "remove" and index < len(texts):
            del texts[index]
        return {part: [row[place] for row in texts] for place, part in enumerate(self.parts)}
