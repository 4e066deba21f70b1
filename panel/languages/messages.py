"""Which texts there are to translate: those marked in code and templates, and those that modules declare."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from mail.event import GROUPS
from panel.dashboard.pictures import ANSWERS, NAMES
from panel.errors import SAID, STALE_FORM
from panel.kit.formats import MEANINGS, TONES, words
from panel.kit.lists import PANELS, ListPage
from panel.kit.looks import LOOKS, TITLES
from panel.kit.made_answers import answers_of, errands_of
from panel.kit.roles import ASSIGNABLE
from panel.kit.widgets import Count, Counts
from panel.modules import MODULES
from panel.notifications.wishes import CHANNELS

PANEL: Final = Path(__file__).resolve().parents[1]
METHODS: Final = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
# Pieces of pages say what they are given in the language spoken: the first text, `empty` the one after its icon.
KEYWORDS: Final[Mapping[str, Any]] = {
    "_": None,
    "_n": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
    "fact": None,
    "badge": None,
    "empty": (2,),
}
# Of what is declared, the attributes that people read; in options and conditions, what stands on the right.
_READ: Final = ("title", "lead", "hint", "empty", "placeholder", "group", "noun", "nouns")


def everywhere(path: str) -> bool:
    return True


def messages(within: Callable[[str], bool] = everywhere) -> Catalog:
    """Every text; of those marked where they stand the ones in files that are wanted, and, of the whole, the declared ones."""
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(str(PANEL), METHODS, {"**/templates/**.html": {"silent": "false"}}, KEYWORDS)
    for path, _, text, comments, _ in found:
        if within(path):
            catalogue.add(text, auto_comments=comments)
    if within is not everywhere:
        return catalogue
    for one, many in counted():
        catalogue.add((one, many))
    for text in sorted(set(declared())):
        catalogue.add(text)
    return catalogue


def counted() -> Iterator[tuple[str, str]]:
    """One of something, and several: what a number is said with."""
    for module in MODULES:
        yield from ((deeds.noun, deeds.nouns) for deeds in module.deeds)
    yield from ((each.one, each.many) for each in _counts() if each.one)


def _counts() -> Iterator[Count]:
    for module in MODULES:
        yield from (count for each in module.widgets if isinstance(each, Counts) for count in each.counts)


def declared() -> Iterator[str]:
    """The texts of menus, lists and deeds, of roles and of statuses."""
    for module in MODULES:
        for item in module.menu:
            yield from _texts(item)
        for each in module.lists:
            yield from _of_list(each)
        for deeds in module.deeds:
            for deed in deeds.every:
                yield from _texts(deed)
                yield from deed.sections.values()
                for field in (part for each in deed.fields for part in (each, *getattr(each, "columns", ()))):
                    yield from _texts(field)
                    yield from _options(getattr(field, "options", None))
        # what programs are told besides is in English; their titles are read by people, too
        yield from (each.title for each in answers_of(module))
        yield from (each.title for each in errands_of(module))
    for title, advice in SAID.values():
        yield from (title, advice)
    yield from STALE_FORM
    yield from TITLES.values()
    yield from (title for values in LOOKS.values() for title in values.values())
    yield from ("Home page", "Terms", "Privacy notice", "Help")
    yield from (title for _, title in (*NAMES, *ANSWERS))
    for module in MODULES:
        for widget in module.widgets:
            yield from _texts(widget)
    yield from (each.title for each in _counts() if each.title)
    yield from ASSIGNABLE.values()
    yield from map(words, TONES)
    yield from MEANINGS.values()
    yield from PANELS.values()
    yield from (*GROUPS.values(), *CHANNELS.values())


def _of_list(each: ListPage) -> Iterator[str]:
    yield from _texts(each)
    for title, _, _ in each.other_views:
        yield title
    for part in (*each.columns, *each.sets, *each.filters):
        yield from _texts(part)
        yield from _options(getattr(part, "options", None))


def _texts(thing: object) -> Iterator[str]:
    assert is_dataclass(thing)
    names = {each.name for each in fields(thing)}
    yield from (text for name in _READ if name in names and isinstance(text := getattr(thing, name), str) and text)


def _options(options: object) -> Iterator[str]:
    if isinstance(options, Mapping):
        yield from (title for title in options.values() if isinstance(title, str) and title)
