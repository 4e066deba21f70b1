"""Tags and attributes: how they are written, typed and asked for."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from panel.kit.fields import About, OneInput, Present, Problem, Text, Typed
from panel.kit.filters import Filter, Values
from panel.kit.sql import Statement

LONGEST_TAG: Final = 32
LONGEST_NAME: Final = 40
# Tags, or attributes, that one object may have.
MOST_TAGS: Final = 20
MOST_ATTRIBUTES: Final = 50

_SEPARATOR: Final = re.compile(r"[\s,;]+")
_NAME: Final = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


def tags_in(text: str) -> tuple[str, ...]:
    """The tags of a text, each once: `VIP, late` is `vip` and `late`."""
    folded = unicodedata.normalize("NFC", text.replace("\0", "")).casefold()
    return tuple(dict.fromkeys(filter(None, _SEPARATOR.split(folded))))


@dataclass(frozen=True, slots=True)
class Tags(OneInput):
    """Words between spaces or commas; a tuple."""

    name: str
    title: str
    hint: str = "Words, separated by spaces or commas."
    required: bool = True
    present: Present | None = None
    kind: str = field(default="tags", init=False)

    def read(self, typed: Typed, about: About) -> tuple[str, ...]:
        found = tags_in(" ".join(typed.get(self.name, ())))
        if self.required and not found:
            raise Problem("This is needed.")
        if len(found) > MOST_TAGS:
            raise Problem(f"An object has {MOST_TAGS} tags at most.")
        for each in found:
            if len(each) > LONGEST_TAG or not each.isprintable():
                raise Problem(f"A tag is a word of up to {LONGEST_TAG} characters.")
        return found

    def shown(self, value: Sequence[str] | None) -> dict[str, list[str]]:
        return {self.name: [", ".join(value or ())]}


@dataclass(frozen=True, slots=True)
class AttributeName(Text):
    """The name of an attribute, as programs write names."""

    longest: int = LONGEST_NAME

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is not None and not _NAME.fullmatch(text):
            raise Problem(
                "A name begins with a small letter; small letters, digits, dots, dashes and underscores follow."
            )
        return text


@dataclass(frozen=True, slots=True)
class Tagged(Filter):
    """Rows that have all of the tags; `of` is the kind of thing, `identity` the expression for which of them."""

    of: str
    identity: str
    kind: ClassVar[str] = "tags"

    def condition(self, values: Values, statement: Statement) -> str | None:
        identity = statement.text(self.identity)
        parts = [
            f"{identity} = ANY (ARRAY(SELECT x.key FROM panel.tag x WHERE x.kind = '{self.of}'"  # noqa: S608  declared
            f" AND x.tag = {statement.bind(each)}))"
            for each in self.wanted(values)
        ]
        return " AND ".join(parts) or None

    def wanted(self, values: Values) -> tuple[str, ...]:
        return tags_in(self.text(values))[:MOST_TAGS]

    def said(self, values: Values) -> str | None:
        return ", ".join(self.wanted(values)) or None


@dataclass(frozen=True, slots=True)
class Attributed(Filter):
    """Rows that have an attribute, or have it with a value: `colour`, `colour=red`."""

    of: str
    identity: str
    kind: ClassVar[str] = "attribute"

    def condition(self, values: Values, statement: Statement) -> str | None:
        name, equals, value = (part.strip() for part in self.text(values).partition("="))
        if not name:
            return None
        held = f"SELECT x.key FROM panel.attribute x WHERE x.kind = '{self.of}' AND x.name = {statement.bind(name)}"  # noqa: S608
        if equals:
            held += f" AND x.value = {statement.bind(value)}"
        return f"{statement.text(self.identity)} = ANY (ARRAY({held}))"
