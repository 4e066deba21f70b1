"""In which language the panel speaks with whoever asks: catalogues of texts, plural rules, and how dates and numbers are written.

English is in the code and the templates; other languages are catalogues below panel/languages/, read when the process first
needs them. What a view says at once is marked where it stands, by `_` and `_n`; what modules declare (titles of columns, menus,
filters, deeds) is translated when it is shown, by `said`. A text that a catalogue lacks is shown in English.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

CATALOGUES: Final = Path(__file__).resolve().parents[1] / "languages"
# What a language calls itself, by its tag.
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "ru": "Русский", "uk": "Українська"}
ENGLISH: Final = "en"

_SPOKEN: Final[ContextVar[str]] = ContextVar("language", default=ENGLISH)


def speak(language: str) -> None:
    """From here on, in this request, in this language; one that is unknown is English."""
    _SPOKEN.set(language if language in LANGUAGES else ENGLISH)


def language() -> str:
    return _SPOKEN.get()


def locale() -> Locale:
    return _locale(language())


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag)


def wished(header: str) -> str:
    """The language that a browser asks for (Accept-Language), as far as there is one."""
    asked = []
    for part in header.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        asked.append((-weight, tag.replace("-", "_")))
    return negotiate_locale([tag for _, tag in sorted(asked, key=lambda each: each[0])], list(LANGUAGES)) or ENGLISH


def gettext(text: str) -> str:
    return _catalogue(language()).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The form for the number, by the rules of the language."""
    return _catalogue(language()).ngettext(one, many, number)


def said(text: object) -> object:
    """A declared text in the language spoken; what is no text, or an empty one, as it is."""
    return gettext(text) if isinstance(text, str) and text else text


@cache
def _catalogue(tag: str) -> NullTranslations:
    path = CATALOGUES / tag / "panel.po"
    if tag == ENGLISH or not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=tag)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
