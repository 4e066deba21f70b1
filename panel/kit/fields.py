"""The kinds of fields that deeds declare; each turns what was typed into a value, or says in words what is wrong with it.

What is typed is text, from a form or made of JSON (`typed_of`): both go the same way, so both are told the same. A field looks at
the objects it is about (`About`) where what it offers depends on them. What is legal beyond its form the core decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from panel.kit.languages import gettext as _
from panel.kit.lists import ListPage
from panel.kit.situation import Situation
from registry.errors import ParameterSyntax
from registry.model.mail_address import is_mail_address
from registry.model.registrar_facts import line_of

Typed = Mapping[str, Sequence[str]]


class Problem(Exception):
    """What is wrong with what was typed; the message is for people. `inputs` says it of each input, where a field has many."""

    def __init__(self, words: str, inputs: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.inputs = inputs or {}


@dataclass(frozen=True, slots=True)
class About:
    """The objects that a form is about, and who fills it in when."""

    situation: Situation
    subjects: Sequence[Any] = ()


Options = Mapping[str, str] | Callable[[About], Mapping[str, str]]
Present = Callable[[Any], Any]


class Field(Protocol):
    """What forms ask of a field; `kind` names its macro in kit/fields.html, `present` gives an object's value as it is."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def present(self) -> Present | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its inputs."""
        ...

    def read(self, typed: Typed, about: About) -> Any:
        """The value; None where nothing was typed that need not be. Raises Problem."""
        ...

    def shown(self, value: Any) -> dict[str, list[str]]:
        """The value as its inputs hold it."""
        ...


def one(typed: Typed, name: str) -> str:
    """What was typed into an input, without what surrounds it."""
    return next(iter(typed.get(name, ())), "").replace("\0", "").strip()


def options_of(options: Options, about: About) -> Mapping[str, str]:
    return options(about) if callable(options) else options


class OneInput:
    """What most fields have in common: a single input, which holds the value as text."""

    __slots__ = ()
    name: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.name,)

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [] if value is None else [str(value)]}


def demanded(each: Field, text: str) -> None:
    if each.required and not text:
        raise Problem(_("This is needed."))


@dataclass(frozen=True, slots=True)
class Text(OneInput):
    """A line of text."""

    name: str
    title: str
    hint: str = ""
    required: bool = True
    present: Present | None = None
    longest: int = 255
    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = " ".join(one(typed, self.name).split())
        demanded(self, text)
        if len(text) > self.longest:
            raise Problem(
                _("This has %(number)d characters, and at most %(most)d are kept.")
                % {"number": len(text), "most": self.longest}
            )
        try:
            return line_of(text[:255], "text") and text if text else None
        except ParameterSyntax:
            raise Problem(_("This holds characters that nobody can read.")) from None


@dataclass(frozen=True, slots=True)
class Prose(OneInput):
    """Text for people, of several lines; the ends of lines and what surrounds it are made even."""

    name: str
    title: str
    hint: str = ""
    required: bool = True
    present: Present | None = None
    longest: int = 2000
    kind: str = field(default="prose", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = "\n".join(line.rstrip() for line in one(typed, self.name).splitlines())
        demanded(self, text)
        if len(text) > self.longest:
            raise Problem(f"This has {len(text):,} characters, and at most {self.longest:,} are kept.")
        if not text.replace("\n", "").replace("\t", "").isprintable():
            raise Problem("This holds characters that nobody can read.")
        return text or None


@dataclass(frozen=True, slots=True)
class Reason(Text):
    """Why it is done; kept in the history of the object and in the record of what people did."""

    name: str = "reason"
    title: str = "Why"
    hint: str = "It is kept."
    kind: str = field(default="reason", init=False)


@dataclass(frozen=True, slots=True)
class Lines(OneInput):
    """Text of many lines, typed, pasted, or taken from a file; `accept` names the kinds of files that browsers offer, none: it is
    typed."""

    name: str
    title: str
    hint: str = ""
    required: bool = True
    present: Present | None = None
    longest: int = 900_000
    accept: str = ""
    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = next(iter(typed.get(self.name, ())), "").strip()
        demanded(self, text)
        if len(text) > self.longest:
            raise Problem(f"This has {len(text):,} characters, and at most {self.longest:,} are read here.")
        if "\0" in text or "\N{REPLACEMENT CHARACTER}" in text:
            raise Problem("This is no text in UTF-8.")
        return text.replace("\r\n", "\n") or None


@dataclass(frozen=True, slots=True)
class Email(Text):
    """An e-mail address."""

    def read(self, typed: Typed, about: About) -> str | None:
        text = one(typed, self.name)
        demanded(self, text)
        if text and not is_mail_address(text):
            raise Problem("That is no e-mail address.")
        return text or None


@dataclass(frozen=True, slots=True)
class Choice(OneInput):
    """One of several values, each with its title."""

    name: str
    title: str
    options: Options
    hint: str = ""
    required: bool = True
    present: Present | None = None
    kind: str = field(default="choice", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = one(typed, self.name)
        demanded(self, text)
        if text and text not in options_of(self.options, about):
            raise Problem(_("That is not one of those to choose from."))
        return text or None


@dataclass(frozen=True, slots=True)
class Several(OneInput):
    """Any number of values, at least one where it is required; a tuple, in the order of the options."""

    name: str
    title: str
    options: Options
    hint: str = ""
    required: bool = True
    present: Present | None = None
    kind: str = field(default="several", init=False)

    def read(self, typed: Typed, about: About) -> tuple[str, ...]:
        options, texts = options_of(self.options, about), typed.get(self.name, ())
        if self.required and not texts:
            raise Problem(_("Choose at least one."))
        if not set(texts) <= set(options):
            raise Problem(_("Some of these are not to choose from."))
        return tuple(each for each in options if each in texts)

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: list(value or ())}


@dataclass(frozen=True, slots=True)
class Flag(OneInput):
    """Yes or no."""

    name: str
    title: str
    hint: str = ""
    present: Present | None = None
    required: bool = field(default=False, init=False)
    kind: str = field(default="flag", init=False)

    def read(self, typed: Typed, about: About) -> bool:
        return one(typed, self.name) == "yes"

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: ["yes"] if value else []}


@dataclass(frozen=True, slots=True)
class Combo(OneInput):
    """Another object, by what the first column of its list calls it; what is typed is looked for there, within the scope."""

    name: str
    title: str
    of: ListPage
    hint: str = ""
    required: bool = True
    present: Present | None = None
    longest: int = 255
    kind: str = field(default="combo", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = one(typed, self.name)
        demanded(self, text)
        if len(text) > self.longest or not (text.isprintable()):
            raise Problem(_("That is the name of nothing."))
        return text or None


_PLAIN: Final = (str, int, float)


def typed_of(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """JSON as it would have been typed: lists of texts, `true` as a tick, money as {"amount": "10.00", "currency": "USD"}, rows
    as lists of objects.

    Raises Problem for a shape that no form can have.
    """
    typed: dict[str, list[str]] = {}
    for name, value in values.items():
        match value:
            case None | False:
                typed[name] = []
            case True:
                typed[name] = ["yes"]
            case {"amount": str() | int() as amount, "currency": str() as currency, **rest} if not rest:
                typed |= {name: [str(amount)], f"{name}_currency": [currency]}
            case list() if all(isinstance(each, str) for each in value):
                typed[name] = value
            case list() if all(isinstance(each, dict) for each in value):
                typed |= _as_columns(name, value)
            case _ if isinstance(value, _PLAIN):
                typed[name] = [str(value)]
            case _:
                raise Problem(_("This has a shape that no form could have."))
    return typed


def _as_columns(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """A list of objects, as its rows would have been typed. Raises Problem."""
    found: dict[str, list[str]] = {}
    for key in dict.fromkeys(key for row in rows for key in row):
        values = ["" if (value := row.get(key)) is None else value for row in rows]
        if not all(isinstance(value, str | int | float) for value in values):
            raise Problem(_("This has a shape that no form could have."))
        found[f"{name}.{key}"] = [str(value) for value in values]
    return found
