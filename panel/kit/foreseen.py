"""What a deed would do, shown before it is done: facts, tables, and a seal that says that exactly this was seen.

The seal is made of what was typed and of what was foreseen. What comes with it is done; where anything was typed otherwise since,
or would come about otherwise by now, people are shown anew.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from panel.kit.fields import Field, Typed

# Rows of a table that people look at; of the others they are told how many they are.
LOOKED_AT: Final = 50


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are cells of text; `more` are left out."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0

    @classmethod
    def of(cls, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> "Table":
        """The first of the rows that people look at."""
        return cls(title, tuple(headings), tuple(map(tuple, rows[:LOOKED_AT])), max(0, len(rows) - LOOKED_AT))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`facts` are terms with what they are; `nothing` says that there is nothing to do, and why."""

    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    nothing: str = ""

    def told(self) -> dict[str, Any]:
        """As programs read it."""
        return asdict(self)


def seal(fields: Sequence[Field], typed: Typed, foreseen: Foreseen) -> str:
    """The same for the same, whoever asks; however a browser ends its lines."""
    said: Mapping[str, list[str]] = {
        part: [text.replace("\r\n", "\n").strip() for text in typed[part]]
        for each in fields
        for part in each.parts
        if any(typed.get(part, ()))
    }
    return hashlib.sha256(json.dumps([said, foreseen.told()], sort_keys=True).encode()).hexdigest()[:32]
