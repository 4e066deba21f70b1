"""What deeds answer and why rules refuse, in the language spoken: the sentence is known by its fixed words.

The registry speaks English, and so do the logs, which keep what was said as it was said. A page finds the sentence in a catalogue
of such sentences (panel/languages/sentences.py gathers them from the code), takes what was filled into its gaps over into the
translation, and says in English what it does not find.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from babel.messages.pofile import read_po

from panel.kit.languages import CATALOGUES, ENGLISH, language, said

_GAP: Final = re.compile(r"%\((\w+)\)s")
# What the panel adds to a refusal: the value that it is about; and another refusal behind it (panel/kit/batch.py).
_VALUE: Final = re.compile(r"(.*[.:!?])( \([^()]*\))", re.DOTALL)
_AND: Final = "; "
# Longer than any sentence: what somebody else wrote is not searched.
_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class _Pattern:
    """`fixed` is how many of its characters are not gaps: of two that fit, the one with more of them is meant."""

    matches: re.Pattern[str]
    text: str
    fixed: int


def retold(text: object) -> object:
    """A sentence of a deed or a rule in the language spoken; anything else as it is."""
    if language() == ENGLISH or not isinstance(text, str) or not 0 < len(text) <= _LONGEST:
        return text
    return _retold(language(), str(text))


@lru_cache(maxsize=2000)
def _retold(tag: str, text: str) -> str:
    if (found := _found(tag, text)) is not None:
        return found
    if (parts := text.split(_AND)) and len(parts) > 1:
        told = [_retold(tag, each) for each in parts]
        return _AND.join(told) if told != parts else text
    if whole := _VALUE.fullmatch(text):
        found = _found(tag, whole[1])
        return text if found is None else found + whole[2]
    return text


def _found(tag: str, text: str) -> str | None:
    whole, patterns = _catalogue(tag)
    if text in whole:
        return whole[text]
    for each in patterns:
        if match := each.matches.fullmatch(text):
            # what fills a gap may be a word of ours, such as a state
            gaps = {name: str(said(value)) for name, value in match.groupdict().items()}
            return each.text % gaps
    return None


@cache
def _catalogue(tag: str) -> tuple[dict[str, str], tuple[_Pattern, ...]]:
    path = CATALOGUES / tag / "sentences.po"
    if not path.exists():
        return {}, ()
    with path.open("rb") as file:
        entries = [(str(each.id), str(each.string)) for each in read_po(file, locale=tag) if each.id and each.string]
    whole = {text.replace("%%", "%"): told.replace("%%", "%") for text, told in entries if not _GAP.search(text)}
    patterns = [_pattern(text, told) for text, told in entries if _GAP.search(text)]
    return whole, tuple(sorted(patterns, key=lambda each: -each.fixed))


def _pattern(text: str, translated: str) -> _Pattern:
    parts = _GAP.split(text)
    fixed = [each.replace("%%", "%") for each in parts[::2]]
    source = re.escape(fixed[0])
    for name, words in zip(parts[1::2], fixed[1:], strict=True):
        source += f"(?P<{name}>.+?){re.escape(words)}"
    return _Pattern(re.compile(source, re.DOTALL), translated, sum(map(len, fixed)))
