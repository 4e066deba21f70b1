"""What a mail says: a template of its event and language, with values in the places of their names.

A template is a subject and paragraphs; `{name}` is a place, and there is no other grammar: what people put into values is never
read as a template.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from mail.events import EVENTS

HOUSE_LANGUAGE: Final = "en"  # every event has a template in it
HIDDEN: Final = "••••••••"
LONGEST_VALUE: Final = 2_000
LONGEST_TEXT: Final = 10_000  # of what keeps its paragraphs
_FOLDER: Final = Path(__file__).with_name("templates")
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_SUBJECT: Final = "Subject: "
# What would begin another header, or another line of one; in subjects, names and values it becomes a blank: nobody writes a
# paragraph into our mails, or a line that looks like our link.
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Template:
    """The subject is one line."""

    subject: str
    text: str

    def places(self) -> set[str]:
        return self.subject_places() | self.text_places()

    def subject_places(self) -> set[str]:
        return set(_PLACE.findall(self.subject))

    def text_places(self) -> set[str]:
        return set(_PLACE.findall(self.text))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a mail says; `shown` is the text for everybody but the recipient, None where it is the same."""

    subject: str
    text: str
    shown: str | None


@cache
def builtin(event: str, language: str) -> Template:
    """The template that comes with the product; in English where nobody has translated it. Raises KeyError."""
    path = _FOLDER / language / f"{EVENTS[event].key}.txt"
    if language not in languages() or not path.exists():
        path = _FOLDER / HOUSE_LANGUAGE / f"{event}.txt"
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    return Template(first.removeprefix(_SUBJECT), rest.strip())


@cache
def is_builtin(event: str, language: str) -> bool:
    """Whether somebody has translated it."""
    return language in languages() and (_FOLDER / language / f"{EVENTS[event].key}.txt").exists()


@cache
def languages() -> frozenset[str]:
    return frozenset(path.name for path in _FOLDER.iterdir() if path.is_dir())


def worded(event: str, template: Template, values: Mapping[str, str]) -> Wording:
    """The template with these values. Raises KeyError where the event has other values than these."""
    declared = EVENTS[event]
    if set(values) != set(declared.values):
        raise KeyError(f"{event} takes {', '.join(sorted(declared.values))}")
    values = {
        name: lines(value)[:LONGEST_TEXT] if name in declared.paragraphs else one_line(value)[:LONGEST_VALUE]
        for name, value in values.items()
    }
    hidden = {name: HIDDEN if name in declared.secrets else value for name, value in values.items()}
    return Wording(
        # a subject is read on locked screens and in logs
        one_line(_filled(template.subject, hidden)),
        _filled(template.text, values),
        _filled(template.text, hidden) if declared.secrets else None,
    )


def one_line(text: str) -> str:
    """Fit for a header: what somebody typed cannot begin another one."""
    return " ".join(_BREAKS.sub(" ", text).split())


def lines(text: str) -> str:
    """The same of a text of several paragraphs: its lines, each as one, and no more than one empty line between them."""
    found = [one_line(each) for each in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(found)).strip()


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)
