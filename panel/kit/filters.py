"""The kinds of filters that lists declare; each turns the text of a form field into a condition, or into none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from panel.kit.sql import Statement, name_pattern, pattern

Values = Mapping[str, str]


class Filter(Protocol):
    """What the list and its form ask of a filter; `kind` names the form's widget."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def fields(self) -> tuple[str, ...]:
        """The form's fields that the filter reads."""
        ...

    def condition(self, values: Values, statement: Statement) -> str | None:
        """SQL, or None when nothing (usable) was given."""
        ...

    def said(self, values: Values) -> str | None:
        """What was chosen, for people."""
        ...


@dataclass(frozen=True, slots=True)
class Search:
    """Text found anywhere in one of several expressions; `names`: they hold domain or host names."""

    name: str
    title: str
    expressions: tuple[str, ...]
    placeholder: str = ""
    names: bool = False
    exact: tuple[str, ...] = ()
    kind: str = field(default="search", init=False)

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.name,)

    def condition(self, values: Values, statement: Statement) -> str | None:
        text = values.get(self.name, "").strip()
        if not text:
            return None
        like = "LIKE" if self.names else "ILIKE"
        anywhere = statement.bind(name_pattern(text) if self.names else pattern(text))
        whole = statement.bind(text) if self.exact else ""
        parts = [f"{each} {like} {anywhere}" for each in self.expressions] + [
            f"{each} = {whole}" for each in self.exact
        ]
        return f"({' OR '.join(parts)})"

    def said(self, values: Values) -> str | None:
        return values.get(self.name, "").strip() or None


@dataclass(frozen=True, slots=True)
class Equal:
    """A condition with `?` for the text; with `options` (value → title) the form offers those, sorted as they stand."""

    name: str
    title: str
    test: str
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    """A query for options that the data knows, giving values."""
    staff: bool = False
    """Only for those who see everything."""
    kind: str = field(default="choice", init=False)

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.name,)

    def condition(self, values: Values, statement: Statement) -> str | None:
        text = values.get(self.name, "").strip()
        if not text or (self.options and text not in self.options):
            return None
        return f"({statement.text(self.test).replace('?', statement.bind(text))})"

    def said(self, values: Values) -> str | None:
        text = values.get(self.name, "").strip()
        return self.options.get(text, None if self.options else text) or None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several conditions, each with its title."""

    name: str
    title: str
    conditions: Mapping[str, tuple[str, str]]
    kind: str = field(default="choice", init=False)
    source: str = field(default="", init=False)
    staff: bool = field(default=False, init=False)

    @property
    def options(self) -> dict[str, str]:
        return {value: title for value, (title, _) in self.conditions.items()}

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.name,)

    def condition(self, values: Values, statement: Statement) -> str | None:
        chosen = self.conditions.get(values.get(self.name, ""))
        return f"({statement.text(chosen[1])})" if chosen else None

    def said(self, values: Values) -> str | None:
        chosen = self.conditions.get(values.get(self.name, ""))
        return chosen[0] if chosen else None


@dataclass(frozen=True, slots=True)
class Dates:
    """An instant between two days, both included (UTC)."""

    name: str
    title: str
    expression: str
    kind: str = field(default="dates", init=False)

    @property
    def fields(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def condition(self, values: Values, statement: Statement) -> str | None:
        first, last = (_day(values.get(each, "")) for each in self.fields)
        parts = []
        if first:
            parts.append(f"{statement.text(self.expression)} >= {statement.bind(first)}")
        if last:
            parts.append(f"{statement.text(self.expression)} < {statement.bind(last + timedelta(days=1))}")
        return " AND ".join(parts) or None

    def said(self, values: Values) -> str | None:
        first, last = (_day(values.get(each, "")) for each in self.fields)
        words = [f"from {first:%Y-%m-%d}" if first else "", f"to {last:%Y-%m-%d}" if last else ""]
        return " ".join(filter(None, words)) or None


def _day(text: str) -> datetime | None:
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return day if 1900 < day.year < 9999 else None
