"""Fields that take octets: a file that is chosen in a form, or base64 in JSON; both are judged alike.

Among what was typed a file is its base64, so that it goes wherever text goes: a form that comes back holds it, what is foreseen
is sealed with it, and the proof of who somebody is carries it on.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from panel.kit.fields import About, Present, Problem, Typed, demanded, one
from panel.kit.formats import octets
from panel.kit.languages import gettext as _


@dataclass(frozen=True, slots=True)
class Upload:
    """Octets, at most `most` of them; None: none were chosen, empty: those that there are go away.

    `judge` gives the value that they are, or raises Problem; `accept` names the kinds that browsers offer. `present`: whether
    there are some, which can then be taken away.
    """

    name: str
    title: str
    judge: Callable[[bytes], Any]
    accept: str
    most: int
    hint: str = ""
    required: bool = False
    present: Present | None = None
    kind: str = field(default="upload", init=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_away")

    def read(self, typed: Typed, about: About) -> Any:
        text, away = (one(typed, each) for each in self.parts)
        demanded(self, text)
        if not text:
            return b"" if away == "yes" else None
        try:
            given = base64.b64decode(text, validate=True)
        except binascii.Error:
            raise Problem(_("This is no file in base64.")) from None
        if len(given) > self.most:
            raise Problem(_("This is larger than %(most)s.") % {"most": octets(self.most)})
        return self.judge(given)

    def shown(self, value: Any) -> dict[str, list[str]]:
        """There is no value to show, but whether there is one to take away."""
        return {f"{self.name}_there": ["yes"] if value else []}


def size_of(text: str) -> str:
    """How much a file is that was typed as base64."""
    return octets(len(text) * 3 // 4 - text[-2:].count("="))
