"""IDN tables in lines of text, as RFC 3743 and RFC 4290 lay them out.

    4E07(1);4E07(1);4E07(1),842C(2)     RFC 3743: code point; preferred variants; all variants, with references
    0061|00E1:00E0                      RFC 4290: code point | variants
    0061  or  0061..007A                a code point, or a range of them, without variants

A code point may be written as U+0061; a sequence has blanks between its code points; # begins a comment. A line of another
kind is refused. By RFC 3743 a preferred variant may be registered beside its label; every other variant is blocked.
"""

import re
from typing import Final

from namehouse.idn import MOST_LETTERS, ReadTable, Unreadable
from registry.model.idn_table import Letter, Repertoire, Variant

_REFERENCES: Final = re.compile(r"\([0-9,\s]*\)")
_CODE_POINT: Final = re.compile(r"(?:[Uu]\+)?([0-9A-Fa-f]{4,6})")
_REFERENCE: Final = re.compile(r"reference\s+\d+\s+\S.*", re.IGNORECASE)
_VERSION: Final = re.compile(r"version\s+(\S.*)", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"language\s+(\S.*)", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[;|]|\.\.")


def read(text: str) -> ReadTable:
    """A table in lines. Raises Unreadable."""
    letters: dict[str, Letter] = {}
    version: str | None = None
    languages: list[str] = []
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole.partition("#")[0].strip()
        if not line or _REFERENCE.fullmatch(line):
            continue
        if said := _VERSION.fullmatch(line):
            version = said[1]
        elif said := _LANGUAGE.fullmatch(line):
            languages.append(said[1])
        else:
            for letter in _letters(number, line):
                if letter.text in letters:
                    raise Unreadable(f"line {number}: {line} stands twice")
                letters[letter.text] = letter
        if len(letters) > MOST_LETTERS:
            raise Unreadable(f"the table has more than {MOST_LETTERS} code points")
    if not letters:
        raise Unreadable("the file names no code point")
    return ReadTable(Repertoire(tuple(letters.values())), version, tuple(languages))


def _letters(number: int, line: str) -> list[Letter]:
    plain = _REFERENCES.sub("", line)
    signs = set(_SIGNS.findall(plain))
    if not signs:
        return [Letter(_sequence(number, plain))]
    if signs == {".."} and plain.count("..") == 1:
        first, last = (_sequence(number, end) for end in plain.split(".."))
        if len(first) == len(last) == 1 and first <= last and ord(last) - ord(first) < MOST_LETTERS:
            return [Letter(chr(each)) for each in range(ord(first), ord(last) + 1)]
    if signs == {";"} and plain.count(";") == 2:
        base, preferred, others = plain.split(";")
        return [_letter(number, base, _several(number, preferred, ","), _several(number, others, ","))]
    if signs == {"|"} and plain.count("|") == 1:
        base, others = plain.split("|")
        return [_letter(number, base, [], _several(number, others, ":"))]
    raise Unreadable(f"line {number}: {line} is not understood here")


def _letter(number: int, base: str, preferred: list[str], others: list[str]) -> Letter:
    """A code point that is its own variant says nothing by that: it may be registered anyway."""
    text = _sequence(number, base)
    kinds = dict.fromkeys(others, "blocked") | dict.fromkeys(preferred, "allocatable")
    return Letter(text, variants=tuple(Variant(to, kind) for to, kind in kinds.items() if to != text))


def _several(number: int, written: str, between: str) -> list[str]:
    return [_sequence(number, each) for each in written.split(between) if each.strip()]


def _sequence(number: int, written: str) -> str:
    words = written.split()
    read = [_CODE_POINT.fullmatch(word) for word in words]
    if not words or not all(read):
        raise Unreadable(f"line {number}: {written.strip() or 'nothing'} is no code point")
    numbers = [int(each[1], 16) for each in read if each]
    if any(each > 0x10FFFF or 0xD800 <= each <= 0xDFFF for each in numbers):
        raise Unreadable(f"line {number}: {written.strip()} is no code point")
    return "".join(map(chr, numbers))
