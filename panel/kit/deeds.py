"""What people may do to objects, declared once: forms, buttons, batches, the API and the record of it all are made of this.

A deed changes nothing by itself: `act` calls an action of the core (or of a module), whose refusals come back in words. Nor does
`excluded` decide anything: it says beforehand, where that is easy to see, why a deed would be refused, so that a button can be
disabled and a batch can tell what it leaves out.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, TypeVar

from panel.kit.fields import About, Field, Problem, Typed
from panel.kit.foreseen import Foreseen
from panel.kit.formats import figure
from panel.kit.languages import gettext as _
from panel.kit.languages import ngettext as _n
from panel.kit.lists import ListPage, Row
from panel.kit.situation import Situation
from registry.context import Context
from registry.errors import Refusal

S = TypeVar("S")
Values = Mapping[str, Any]
Find = Callable[[Situation, Sequence[str]], Awaitable[Mapping[str, S]]]
# Raises what the action would, of the object (None: there is none yet) and those values that are right so far.
Ask = Callable[[Situation, Any, Values], Awaitable[None]]

# How many objects asks for: at once, without asking; one value for all; or a row of values for each.
Batch = Literal["simple", "modal", "form"]

# Objects of one batch. Whoever means more narrows the filter, or comes again.
MOST: Final = 1000


class Declined(Exception):
    """What a module's own action refuses; the message is for people. `at` names the field that it is about, where it is one;
    `why` is what the core refused, where that is said in other words."""

    def __init__(self, words: str, at: str = "", why: Refusal | None = None) -> None:
        super().__init__(words)
        self.at = at
        self.why = why


class Pending(str):
    """Said instead of a plain word by an act whose effect waits for somebody else."""


class Gone(str):
    """Said where there is no object under its key any more, of an act that does not always end it."""


class Made(str):
    """Said by an opening whose object is called otherwise than what was typed, such as by a number; its page comes next."""

    key: str

    @classmethod
    def of(cls, words: str, key: str) -> "Made":
        said = cls(words)
        said.key = key
        return said


class Once(str):
    """Said together with what is shown this once and kept nowhere, such as a password that was drawn."""

    secrets: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: str, *secrets: str) -> "Once":
        said = cls(words)
        said.secrets = secrets
        return said


def applies(subject: Any, situation: Situation) -> str | None:
    """Nothing speaks against it beforehand."""
    return None


@dataclass(frozen=True, slots=True)
class Deed(Generic[S]):
    """`act` returns what was done, for people. `batch`: how it is done to many, None: not at all; `inline`: its first field can
    be changed where it is shown, and is the only one but for a reason; `recorded`: the action writes down itself what was done,
    also who did it; `foresee`: what it would do is shown first, and done when that is confirmed; `foresee_many`: what it would
    come to for all of a batch, where the first of them does not stand for the others; `find` gives what it is done to, where that
    is not the object itself but something that is attached to it; `leaves`: there is no object under its key afterwards;
    `sections` are headings of a long form, by the names of the fields that they stand before; `pinned`: it gives away what is
    somebody's, so whoever has set a PIN gives it first, by whatever door they come (panel/pin_gate.py); `asks` is what is asked
    of the database when the inputs of those fields are left (panel/kit/asked.py)."""

    name: str
    title: str
    icon: str
    permission: str
    act: Callable[[Context, S, Values], Awaitable[str]]
    fields: tuple[Field, ...] = ()
    excluded: Callable[[S, Situation], str | None] = applies
    lead: str = ""
    danger: bool = False
    batch: Batch | None = "modal"
    inline: bool = False
    recorded: bool = False
    foresee: Callable[[Context, S, Values], Awaitable[Foreseen]] | None = None
    foresee_many: Callable[[Context, Sequence[S], Values], Awaitable[Foreseen]] | None = None
    find: Find[S] | None = None
    leaves: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)
    pinned: bool = False
    asks: Mapping[str, Ask] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A file is handed in for one object at a time: a batch would keep as many copies as there are objects. What a PIN
        guards has addresses of its own: what is changed where it is shown shares one with others of its list."""
        if self.pinned and self.inline:
            raise ValueError(f"{self.name} is guarded by a PIN, so it is not changed where it is shown")
        if self.foresee_many and not (self.foresee and self.batch in ("simple", "modal")):
            raise ValueError(f"{self.name} foresees for many what it does not do to many alike")
        if self.batch and any(each.kind == "upload" for each in self.fields):
            raise ValueError(f"{self.name} takes a file, so it is not for many")
        if self.inline and ([each.kind for each in self.fields[1:]] not in ([], ["reason"]) or self.foresee):
            raise ValueError(f"{self.name} is about more than one value, so it is not changed where it is shown")

    @property
    def guarded(self) -> str:
        """What a PIN guards of it, as people call it; empty: nothing."""
        return self.title if self.pinned else ""

    @property
    def value(self) -> Field:
        """What is changed where it is shown."""
        return self.fields[0]

    @property
    def common(self) -> tuple[Field, ...]:
        """The fields that have one value for all objects of a batch."""
        if self.batch != "form":
            return self.fields
        return tuple(each for each in self.fields if each.kind == "reason")

    @property
    def rows(self) -> tuple[Field, ...]:
        """The fields that have a value for each object of a batch."""
        return tuple(each for each in self.fields if each not in self.common)


@dataclass(frozen=True, slots=True)
class Opening(Deed[None]):
    """A deed that is about no object yet, since it makes one: the record of it calls that by `called`; `begins_with` gives what
    its fields present in an empty form, and `chosen_from` what they choose from where the database has that: they find it in
    `about.subjects`; `imported`: it is done to the rows of a file, too (panel/kit/importing/)."""

    called: Callable[[Values], str] = field(kw_only=True)
    begins_with: Callable[[Situation], Awaitable[Any]] | None = field(default=None, kw_only=True)
    chosen_from: Callable[[Situation], Awaitable[Sequence[Any]]] | None = field(default=None, kw_only=True)
    batch: Batch | None = None
    imported: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """A cell is one value, and what a file makes nobody has seen beforehand but in a trial of all its rows."""
        Deed.__post_init__(self)
        strange = {each.kind for each in self.fields} & {"upload", "rows"}
        if self.imported and (strange or self.foresee):
            raise ValueError(f"{self.name} cannot be done to the rows of a file")

    async def about(self, situation: Situation) -> About:
        """What its fields look at."""
        return About(situation, await self.chosen_from(situation) if self.chosen_from else ())


@dataclass(frozen=True, slots=True)
class Deeds(Generic[S]):
    """All that can be done to the rows of a list.

    `object` is what history calls such a thing, `noun` and `nouns` what people do; `key` is what addresses call a row of the
    list; `find` gives those of the keys that exist for the viewer; `show` is the address of the page of one; `opening` makes new
    ones.
    """

    list: ListPage
    object: str
    noun: str
    nouns: str
    key: Callable[[Row], str]
    find: Find[S]
    show: Callable[[str], str]
    deeds: tuple[Deed[S], ...]
    opening: tuple[Opening, ...] = ()

    @property
    def many(self) -> tuple[Deed[S], ...]:
        return tuple(each for each in self.deeds if each.batch)

    @property
    def inline(self) -> tuple[Deed[S], ...]:
        """Those that change one value where it is shown."""
        return tuple(each for each in self.deeds if each.inline)

    async def found(self, deed: Deed[Any], situation: Situation, keys: Sequence[str]) -> Mapping[str, Any]:
        """What the deed is done to, of those of the keys that exist for the viewer."""
        return await (deed.find or self.find)(situation, keys)

    @property
    def every(self) -> tuple[Deed[Any], ...]:
        return (*self.deeds, *self.opening)

    @property
    def named(self) -> str:
        """What people call one of them."""
        return _n(self.noun, self.nouns, 1)

    @property
    def missing(self) -> str:
        return _("There is no such %(noun)s.") % {"noun": self.named}

    def counted(self, number: int) -> str:
        return f"{figure(number)} {_n(self.noun, self.nouns, number)}"


def read(fields: Sequence[Field], typed: Typed, about: About) -> tuple[dict[str, Any], dict[str, str]]:
    """The values, and what is wrong with the others, by the names of the fields."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for each in fields:
        try:
            values[each.name] = each.read(typed, about)
        except Problem as problem:
            problems |= problem.inputs or {each.name: str(problem)}
    return values, problems


def present(fields: Sequence[Field], subject: Any) -> dict[str, list[str]]:
    """What the inputs hold before anybody types: the values that the object has."""
    typed: dict[str, list[str]] = {}
    for each in fields:
        if each.present is not None:
            typed |= each.shown(each.present(subject))
    return typed
