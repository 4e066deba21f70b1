"""A field that holds a secret."""

from dataclasses import dataclass, field

from panel.kit.fields import About, Problem, Text, Typed, demanded, one
from panel.kit.languages import gettext as _


@dataclass(frozen=True, slots=True)
class Secret(Text):
    """What opens something, taken as it was typed; a form that comes back with a complaint holds it no more."""

    longest: int = 64
    kind: str = field(default="secret", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = one(typed, self.name)
        demanded(self, text)
        if len(text) > self.longest or not text.isprintable():
            raise Problem(_("This is no secret that anything could have."))
        return text or None


@dataclass(frozen=True, slots=True)
class Password(Secret):
    """What people know and nobody else: taken to the letter, and empty where none is given."""

    longest: int = 1024

    def read(self, typed: Typed, about: About) -> str:
        text = next(iter(typed.get(self.name, ())), "")
        if self.required and not text:
            raise Problem(_("This is needed."))
        if len(text) > self.longest or "\0" in text:
            raise Problem(_("This is too long, or holds what nobody can type."))
        return text
