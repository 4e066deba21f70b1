"""The form of a deed, for one object or for many: whom it is about, what was typed, what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import g, request, url_for

from panel.kit.deeds import Deed, Deeds, Values, present, read
from panel.kit.fields import About, Field, Typed, one, options_of
from panel.kit.foreseen import Foreseen
from panel.kit.languages import said
from panel.kit.row_fields import AT, Rows
from panel.kit.situation import Situation
from panel.kit.web import house, texts_sent, viewer


@dataclass(frozen=True, slots=True)
class Form:
    """As a template draws it: for one object (`key`), or for many (`keys`, and `left_out` with the reasons).

    `opening`: it is about none yet; `begun` is the input of a row that was just added.

    `apart` ends the names of its elements, where a page has several such forms; `seen` is the tag of the value that it began
    with.

    `foreseen` is what it would do, and `seal` says that this was seen.

    `typed` and `problems` go by the names of inputs; those of a row of a batch end in `@` and the row's key.
    """

    deeds: Deeds[Any]
    deed: Deed[Any]
    about: About
    address: str
    back: str
    key: str = ""
    keys: Sequence[str] = ()
    left_out: Sequence[tuple[str, str]] = ()
    typed: Typed = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    opening: bool = False
    begun: str = ""
    foreseen: Foreseen | None = None
    seal: str = ""
    apart: str = ""
    seen: str = ""

    @property
    def takes_files(self) -> bool:
        return any(getattr(each, "accept", "") for each in self.deed.fields)

    @property
    def has_rows(self) -> bool:
        return any(each.kind == "rows" for each in self.deed.fields)

    @property
    def what(self) -> str:
        if self.opening:
            return f"A new {self.deeds.noun}"
        if self.key.isdecimal():
            return f"{self.deeds.named} {self.key}"
        return self.key or self.deeds.counted(len(self.keys))

    def check(self, name: str) -> str:
        """Where an input is checked when somebody leaves it."""
        endpoint = f"{self.deeds.list.name}.check"
        return url_for(endpoint, deed=self.deed.name, input=name, key=self.key or None, apart=self.apart or None)

    def options(self, each: Any) -> Mapping[str, str]:
        return options_of(each.currencies if each.kind == "amount" else each.options, self.about)

    def value(self, name: str) -> str:
        part, at, row = name.partition(AT)
        if not at:
            return one(self.typed, name)
        texts = self.values(part)
        return texts[int(row)] if int(row) < len(texts) else ""

    def sections(self, fields: Sequence[Field]) -> list[tuple[str, list[Field]]]:
        """The fields below their headings; those before the first one have none."""
        found: list[tuple[str, list[Field]]] = []
        for each in fields:
            heading = self.deed.sections.get(each.name, "")
            if heading or not found:
                found.append((heading, []))
            found[-1][1].append(each)
        return found

    def rows(self, each: Rows) -> range:
        """The places of its rows: one to type into, at least."""
        return range(max(1, len(each.texts(self.typed))))

    @property
    def turning(self) -> str:
        """Where the form goes that wishes for another row."""
        return url_for(f"{self.deeds.list.name}.check", deed=self.deed.name, key=self.key or None)

    def values(self, name: str) -> Sequence[str]:
        return self.typed.get(name, ())

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """(input, title, problem) of everything that is wrong, for the summary."""
        titles = {part: each.title for each in self.deed.fields for part in each.parts}
        told = []
        for name, problem in self.problems.items():
            part, row, place = name.partition(AT)
            bare, at, key = name.partition("@")
            title = titles.get(part if row else bare, bare)
            title = f"{said(title)} {int(place) + 1}" if row else f"{key}: {title}" if at else title
            told.append((name, title, problem))
        return told


def situation() -> Situation:
    """Of this request."""
    return Situation(house().registry, viewer(), house().registry.clock.now(), getattr(g, "claim", None))


def typed_here() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form} | {
        name: [text] for name, text in texts_sent().items()
    }


def keys_here() -> list[str]:
    """The keys that came with the form, each once: a tick each, or many in one text."""
    lines = (line.strip() for text in request.form.getlist("keys") for line in text.replace("\0", "").splitlines())
    return list(dict.fromkeys(filter(None, lines)))


async def form_of_many(
    deeds: Deeds[Any], deed: Deed[Any], keys: Sequence[str], address: str, back: str, *, fresh: bool = False
) -> Form:
    """About those of the objects that the deed fits; the others are told with the reason. `fresh`: nothing was typed yet."""
    now = situation()
    subjects = await deeds.found(deed, now, keys)
    fitting: dict[str, Any] = {}
    left_out: list[tuple[str, str]] = []
    for key in keys:
        why = deed.excluded(subjects[key], now) if key in subjects else deeds.missing
        if why is None:
            fitting[key] = subjects[key]
        else:
            left_out.append((key, why))
    typed: Typed = typed_here()
    if fresh:
        typed = {
            f"{name}@{key}": value
            for key, subject in fitting.items()
            for name, value in present(deed.rows, subject).items()
        }
    about = About(now, tuple(fitting.values()))
    return Form(deeds, deed, about, address, back, keys=tuple(fitting), left_out=left_out, typed=typed)


def copied(form: Form, name: str) -> Form:
    """The first row's value of a field in all rows."""
    parts = [part for each in form.deed.rows if each.name == name for part in each.parts]
    filled = {f"{part}@{key}": form.values(f"{part}@{form.keys[0]}") for part in parts for key in form.keys}
    return replace(form, typed={**form.typed, **filled})


def turned(form: Form, wish: str) -> Form:
    """With a row more or less: a wish is `add`, `copy` or `remove`, a field, and the place of the row."""
    match wish.split():
        case [what, name, *place] if not place or place[0].isdecimal():
            rows = [each for each in form.deed.fields if isinstance(each, Rows) and each.name == name]
            typed = dict(form.typed)
            for each in rows:
                typed |= each.turned(typed, what, int(place[0]) if place else 0)
            return replace(form, typed=typed, begun=f"{rows[0].parts[0]}{AT}{_last(rows[0], typed)}" if rows else "")
    return form


def _last(rows: Rows, typed: Typed) -> int:
    return max(0, len(rows.texts(typed)) - 1)


def wanted_of(
    deed: Deed[Any], keys: Sequence[str], typed: Typed, about: About
) -> tuple[dict[str, Values], dict[str, str]]:
    """The values for each key of a batch, and what is wrong, by input; where there is nothing that it could be done to, nothing
    is: each is told why."""
    if not about.subjects:
        return {key: {} for key in keys}, {}
    shared, problems = read(deed.common, typed, about)
    wanted: dict[str, Values] = {}
    for key in keys:
        row = {part: typed.get(f"{part}@{key}", ()) for each in deed.rows for part in each.parts}
        values, wrong = read(deed.rows, row, about)
        problems |= {f"{name}@{key}": problem for name, problem in wrong.items()}
        wanted[key] = {**shared, **values}
    return wanted, problems


def field_checked(form: Form, name: str) -> str:
    """What is wrong with one input that somebody just left, or nothing."""
    if AT in name:
        part = name.partition(AT)[0]
        rows = tuple(each for each in form.deed.fields if part in each.parts)
        return read(rows, form.typed, form.about)[1].get(name, "")
    bare, at, key = name.partition("@")
    asked = next((each for each in form.deed.fields if bare in each.parts), None)
    if asked is None:
        return ""
    # what was typed beside it is seen too: a postal code is judged by its country
    typed = {part: form.values(f"{part}{at}{key}") for each in form.deed.fields for part in each.parts}
    return read((asked,), typed, form.about)[1].get(asked.name, "")
