"""One statement put together from declared pieces: text never comes from a request, values always travel as parameters."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

# How people write that anything may stand there.
ANYTHING: Final = "*"

_NAMED: Final = re.compile(r"(?<![:\w]):(now|own|root|viewer)\b")


@dataclass(slots=True)
class Statement:
    """Collects the values; `bind` gives the placeholder for one, `text` fills in `:now`, `:own` (the viewer's registrar),
    `:root` (the client below whom all exists that does for them) and `:viewer` (their account)."""

    now: datetime
    own: int | None = None
    viewer: int | None = None
    root: int | None = None
    values: list[object] = field(default_factory=list)
    _named: dict[str, str] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def text(self, declared: str) -> str:
        return _NAMED.sub(lambda match: self._name(match[1]), declared)

    def _name(self, name: str) -> str:
        if name not in self._named:
            # the type is said once, so that a placeholder alone in a comparison of NULLs still has one
            value, kind = (self.now, "timestamptz") if name == "now" else (getattr(self, name), "bigint")
            self._named[name] = f"{self.bind(value)}::{kind}"
        return self._named[name]


def pattern(text: str, fold: Callable[[str], str] = str, *, begins: bool = False) -> str:
    """A LIKE pattern for `text` anywhere, or at the beginning; its own wildcards mean themselves, and where it has ANYTHING it is
    told from end to end. `fold` brings what was typed to what is stored."""
    if ANYTHING in text:
        return "%".join(_plain(fold(part)) for part in text.split(ANYTHING))
    return f"{'' if begins else '%'}{_plain(fold(text))}%"


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
