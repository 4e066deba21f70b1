"""One statement put together from declared pieces: text never comes from a request, values always travel as parameters."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from registry.model.names import canonical

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


def pattern(text: str) -> str:
    """A LIKE pattern for `text` anywhere; its own wildcards mean themselves."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def name_pattern(text: str) -> str:
    """The same for a host or domain name, which is stored in lower case and in A-labels."""
    return pattern(canonical(text) if not text.isascii() else text.lower())
