"""A template as somebody may change it: what it says now, what came with the product, and how a mail of it looks."""

import difflib
from dataclasses import dataclass
from datetime import datetime

from mail.events import EVENTS
from mail.layout import HOUSE_COLOUR, Look, in_html
from mail.wording import Template, Wording, builtin, worded
from panel.kit.branding import HOUSE


@dataclass(frozen=True, slots=True)
class Draft:
    """`seller` None: the house's; `by`: who changed it, None: it is as it came."""

    key: str
    event: str
    language: str
    seller_id: int | None
    seller: str | None
    template: Template
    look: Look
    by: str | None = None
    at: datetime | None = None

    @property
    def default(self) -> Template:
        return builtin(self.event, self.language)

    def preview(self, template: Template | None = None) -> Wording:
        """With the samples of the event."""
        return worded(self.event, template or self.template, EVENTS[self.event].values)

    def drawn(self) -> str:
        """The HTML part of that."""
        said = self.preview()
        return in_html(said.subject, said.text, self.language, self.look)


def look_of(name: str | None, colour: str | None) -> Look:
    return Look(name or HOUSE.name, colour or HOUSE_COLOUR)


def against(default: Template, template: Template) -> list[tuple[str, str]]:
    """Line by line what differs: a sign (`+`, `-` or a blank) and the line."""
    old, new = ([each.subject, "", *each.text.splitlines()] for each in (default, template))
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[0] in "+- "]
