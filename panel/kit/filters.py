"""The kinds of filters that lists declare; each turns the text of form fields into a condition, or into none.

Longer than most files: whoever declares a list looks for its filters here alone.
"""

import ipaddress
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Final

from panel.kit.languages import locale
from panel.kit.sql import ANYTHING, Statement, pattern
from registry.model.countries import CODES
from registry.model.names import canonical

Values = Mapping[str, str]

# Pasted values are asked for in one statement; this many at most, the rest is left out and said to be.
MOST_PASTED: Final = 1_000
# Each pattern is a condition of its own, so that an index finds what it begins with.
MOST_PATTERNS: Final = 50
# Objects that are picked come one after the other; their names may hold spaces.
MOST_PICKED: Final = 20
# Filters of these names ask for the same in every list that has one.
_SHARED: Final = frozenset({"address", "month", "names", "state", "tld"})
_SEPARATOR: Final = re.compile(r"[\s,;]+")
_BETWEEN: Final = re.compile(r"[,;\r\n]+")


@dataclass(frozen=True, slots=True)
class Filter(ABC):
    """What the list and its form ask of a filter; `kind` names the form's widget, `longest` bounds what a field may hold.

    `staff`: only for those who see everything; `permission`: only for those who hold it.
    """

    name: str
    title: str
    _: KW_ONLY
    staff: bool = False
    permission: str = ""
    kind: ClassVar[str]
    longest: ClassVar[int] = 200

    @property
    def fields(self) -> tuple[str, ...]:
        """The form's fields that the filter reads."""
        return (self.name,)

    @property
    def subject(self) -> str:
        """What its values are of, where filters of other lists ask for the same; empty: none does."""
        return self.name if self.name in _SHARED else ""

    def text(self, values: Values) -> str:
        return values.get(self.name, "").strip()

    @abstractmethod
    def condition(self, values: Values, statement: Statement) -> str | None:
        """SQL, or None when nothing (usable) was given."""

    def said(self, values: Values) -> str | None:
        """What was chosen, for people."""
        return self.text(values) or None


@dataclass(frozen=True, slots=True)
class Search(Filter):
    """Text in one of several expressions: anywhere in them, or where there are `beginnings`, at the beginning of one of those.

    `*` stands for anything: `*text*` is looked for anywhere, `text*.net` from end to end, by no index. `names`: the expressions
    hold domain or host names. `exact` have the whole text, or are conditions with `?` for it. A beginning is written as its index
    has it, and in lower case.
    """

    expressions: tuple[str, ...]
    placeholder: str = ""
    names: bool = False
    exact: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    kind: ClassVar[str] = "search"

    @property
    def subject(self) -> str:
        return "name" if self.names else ""

    def begins(self, values: Values) -> bool:
        """Whether an index finds it."""
        return bool(self.beginnings) and ANYTHING not in self.text(values)

    def condition(self, values: Values, statement: Statement) -> str | None:
        text, begins = self.text(values), self.begins(values)
        if not text:
            return None
        fold = canonical if self.names else str.lower if begins else str
        shape = statement.bind(pattern(text, fold, begins=begins))
        like = "LIKE" if self.names or begins else "ILIKE"
        parts = [f"{each} {like} {shape}" for each in (self.beginnings if begins else self.expressions)]
        if self.exact:
            whole = statement.bind(text)
            parts += [each.replace("?", whole) if "?" in each else f"{each} = {whole}" for each in self.exact]
        return f"({' OR '.join(parts)})"

    def anywhere(self, values: Values) -> str:
        """What to ask for to find the text anywhere, where it was looked for at the beginning alone."""
        return f"{ANYTHING}{self.text(values)}{ANYTHING}" if self.text(values) and self.begins(values) else ""


@dataclass(frozen=True, slots=True)
class Pasted(Filter):
    """Any of many values, one a line or between commas; `names`: domain or host names, in whatever form they are written.

    One with `*` in it is a pattern, told from end to end; an index finds what begins with text. `also` are other expressions
    that may have one of them; all are stored in lower case.
    """

    expression: str
    names: bool = False
    also: tuple[str, ...] = ()
    kind: ClassVar[str] = "pasted"
    longest: ClassVar[int] = 100_000

    def wanted(self, values: Values) -> list[str]:
        found = [each for each in self._given(values) if ANYTHING not in each][:MOST_PASTED]
        return [canonical(each) for each in found] if self.names else found

    def patterns(self, values: Values) -> list[str]:
        return [each for each in self._given(values) if ANYTHING in each][:MOST_PATTERNS]

    def _given(self, values: Values) -> list[str]:
        return list(dict.fromkeys(filter(None, _SEPARATOR.split(self.text(values)))))

    def condition(self, values: Values, statement: Statement) -> str | None:
        expressions = [statement.text(each) for each in (self.expression, *self.also)]
        parts = []
        if wanted := self.wanted(values):
            given = statement.bind(wanted)
            parts = [f"{each} = ANY ({given}::text[])" for each in expressions]
        fold = canonical if self.names else str.lower
        for shape in [statement.bind(pattern(each, fold)) for each in self.patterns(values)]:
            parts += [f"{each} LIKE {shape}" for each in expressions]
        return " OR ".join(parts) or None

    def said(self, values: Values) -> str | None:
        wanted = [*self.wanted(values), *self.patterns(values)]
        return None if not wanted else wanted[0] if len(wanted) == 1 else f"{len(wanted):,} pasted"


@dataclass(frozen=True, slots=True)
class Picked(Filter):
    """One of several objects of another list, each by what its first column calls it; they are looked for there while one types.

    `test` is a condition with `?` for each, `of` the name of that list; `folded` brings what is typed to what is stored.
    """

    test: str
    of: str
    folded: Callable[[str], str] = str
    kind: ClassVar[str] = "combo"
    longest: ClassVar[int] = 2_000

    @property
    def subject(self) -> str:
        return self.of

    def wanted(self, values: Values) -> list[str]:
        parts = (" ".join(part.split()) for part in _BETWEEN.split(self.text(values)))
        return list(dict.fromkeys(self.folded(part) for part in parts if part))[:MOST_PICKED]

    def condition(self, values: Values, statement: Statement) -> str | None:
        tests = ((statement.text(self.test), statement.bind(each)) for each in self.wanted(values))
        return " OR ".join(f"({test.replace('?', place)})" for test, place in tests) or None

    def said(self, values: Values) -> str | None:
        return ", ".join(self.wanted(values)) or None


@dataclass(frozen=True, slots=True)
class Equal(Filter):
    """A condition with `?` for the text; with `options` (value → title) the form offers those, sorted as they stand."""

    test: str
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    """A query for options that the data knows, giving values."""
    kind: ClassVar[str] = "choice"

    def condition(self, values: Values, statement: Statement) -> str | None:
        text = self.text(values)
        if not text or (self.options and text not in self.options):
            return None
        return f"({statement.text(self.test).replace('?', statement.bind(text))})"

    def said(self, values: Values) -> str | None:
        text = self.text(values)
        return self.options.get(text, None if self.options else text) or None


@dataclass(frozen=True, slots=True)
class Country(Filter):
    """A condition with `?` for a country by its code of two letters; the form offers all, as the language spoken calls them."""

    test: str
    kind: ClassVar[str] = "choice"

    def offered(self) -> dict[str, str]:
        known = locale().territories
        return dict(sorted(((code, known.get(code, code)) for code in CODES), key=lambda each: each[1]))

    def condition(self, values: Values, statement: Statement) -> str | None:
        code = self.text(values).upper()
        return f"({statement.text(self.test).replace('?', statement.bind(code))})" if code in CODES else None

    def said(self, values: Values) -> str | None:
        code = self.text(values).upper()
        return locale().territories.get(code, code) if code in CODES else None


@dataclass(frozen=True, slots=True)
class Choice(Filter):
    """One of several conditions, each with its title; `otherwise` holds where none is chosen, as what is deleted is hidden.
    `guarded` are those that are not for everybody who has the filter, each with the permission for it."""

    conditions: Mapping[str, tuple[str, str]]
    otherwise: str = ""
    guarded: Mapping[str, str] = field(default_factory=dict)
    kind: ClassVar[str] = "choice"

    @property
    def options(self) -> dict[str, str]:
        return {value: title for value, (title, _) in self.conditions.items()}

    def offered_to(self, may: Callable[[str], bool]) -> "Choice":
        """Without the conditions that are not for somebody."""
        theirs = {
            name: each for name, each in self.conditions.items() if name not in self.guarded or may(self.guarded[name])
        }
        return self if len(theirs) == len(self.conditions) else replace(self, conditions=theirs)

    @property
    def source(self) -> str:
        return ""

    def condition(self, values: Values, statement: Statement) -> str | None:
        chosen = self.conditions.get(self.text(values))
        condition = chosen[1] if chosen else self.otherwise
        return f"({statement.text(condition)})" if condition else None

    def said(self, values: Values) -> str | None:
        chosen = self.conditions.get(self.text(values))
        return chosen[0] if chosen else None


def yes_or_no(name: str, title: str, condition: str, *, staff: bool = False) -> Choice:
    """A condition that holds, or does not, or is not asked about; NULL counts as not."""
    return Choice(name, title, {"yes": ("Yes", condition), "no": ("No", f"({condition}) IS NOT TRUE")}, staff=staff)


@dataclass(frozen=True, slots=True)
class Dates(Filter):
    """An instant between two days, both included (UTC)."""

    expression: str
    kind: ClassVar[str] = "dates"

    @property
    def fields(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def days(self, values: Values, now: datetime) -> tuple[datetime | None, datetime | None]:
        """When the first and the last day begin that are asked for."""
        first, last = (_day(values.get(each, "")) for each in self.fields)
        return first, last

    def condition(self, values: Values, statement: Statement) -> str | None:
        first, last = self.days(values, statement.now)
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


@dataclass(frozen=True, slots=True)
class LastDays(Dates):
    """The same, and where no first day is given, so many days up to the last one, or to today."""

    usual: int = 30

    def days(self, values: Values, now: datetime) -> tuple[datetime, datetime | None]:
        first, last = (_day(values.get(each, "")) for each in self.fields)
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return first or (last or today) - timedelta(days=self.usual - 1), last


@dataclass(frozen=True, slots=True)
class Month(Filter):
    """An instant within one month (UTC), given as 2026-09."""

    expression: str
    kind: ClassVar[str] = "month"

    def condition(self, values: Values, statement: Statement) -> str | None:
        first = _day(f"{self.text(values)}-01")
        if first is None:
            return None
        next_one = (first + timedelta(days=32)).replace(day=1)
        expression = statement.text(self.expression)
        return f"{expression} >= {statement.bind(first)} AND {expression} < {statement.bind(next_one)}"

    def said(self, values: Values) -> str | None:
        first = _day(f"{self.text(values)}-01")
        return f"{first:%B %Y}" if first else None


@dataclass(frozen=True, slots=True)
class Numbers(Filter):
    """A number between two, both included."""

    expression: str
    kind: ClassVar[str] = "numbers"

    @property
    def fields(self) -> tuple[str, ...]:
        return (f"{self.name}_least", f"{self.name}_most")

    def condition(self, values: Values, statement: Statement) -> str | None:
        least, most = (_number(values.get(each, "")) for each in self.fields)
        expression = statement.text(self.expression)
        parts = [
            f"{expression} {sign} {statement.bind(bound)}::numeric"
            for sign, bound in ((">=", least), ("<=", most))
            if bound is not None
        ]
        return " AND ".join(parts) or None

    def said(self, values: Values) -> str | None:
        least, most = (_number(values.get(each, "")) for each in self.fields)
        words = ["" if least is None else f"at least {least}", "" if most is None else f"at most {most}"]
        return ", ".join(filter(None, words)) or None


@dataclass(frozen=True, slots=True)
class Network(Filter):
    """An address or network that lies within the one given, or holds it; `expressions` give sets of inet values."""

    addresses: str
    kind: ClassVar[str] = "network"

    def condition(self, values: Values, statement: Statement) -> str | None:
        try:
            given = ipaddress.ip_network(self.text(values), strict=False)
        except ValueError:
            return None
        asked = f"{statement.bind(given)}::inet"
        each = f"SELECT FROM unnest({statement.text(self.addresses)}) AS held(address)"
        return f"EXISTS ({each} WHERE held.address <<= {asked} OR held.address >>= {asked})"


@dataclass(frozen=True, slots=True)
class Within(Filter):
    """An address that lies within the network given; an index on it finds those."""

    address: str
    kind: ClassVar[str] = "network"

    def condition(self, values: Values, statement: Statement) -> str | None:
        network = self._network(values)
        return f"{statement.text(self.address)} <<= {statement.bind(network)}::inet" if network else None

    def said(self, values: Values) -> str | None:
        network = self._network(values)
        return str(network) if network else None

    def _network(self, values: Values) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
        try:
            return ipaddress.ip_network(self.text(values), strict=False)
        except ValueError:
            return None


def _day(text: str) -> datetime | None:
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return day if 1900 < day.year < 9999 else None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None
