"""IDN tables: which code points a label may have, in which surroundings, and which labels are variants of which (RFC 7940)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

from registry.model.idn_index import Pair, VariantIndex
from registry.model.idn_rules import Place, RuleBook, Step

Disposition = Literal["invalid", "blocked", "allocatable", "activated", "valid"]
DISPOSITIONS: Final[frozenset[str]] = frozenset(Disposition.__args__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Variant:
    """What a code point can be exchanged for; `when` and `unless` name rules about its surroundings in the original label."""

    to: str
    type: str = ""
    when: str | None = None
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A code point, or a sequence of some, that labels may have."""

    text: str
    when: str | None = None
    unless: str | None = None
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """What becomes of a label that a rule matches or does not, or whose variants are of certain types (RFC 7940, section 7).

    `types` is compared with those of the label's variants: `any` of them, `all` of them, or `only` such and nothing else.
    """

    disposition: Disposition
    match: str | None = None
    no_match: str | None = None
    variants: Literal["any", "all", "only"] | None = None
    types: tuple[str, ...] = ()


# What the last of a table's own actions leaves undecided (RFC 7940, section 7.6).
_DEFAULTS: Final = (
    Action("invalid", variants="any", types=("invalid", "out-of-repertoire-var")),
    Action("blocked", variants="any", types=("blocked",)),
    Action("allocatable", variants="any", types=("allocatable",)),
    Action("activated", variants="any", types=("activated",)),
    Action("valid"),
)

# Types of the variants that make a label of another, and whether code points stay that have none.
_Way = tuple[frozenset[str], bool]


@dataclass(frozen=True)
class Repertoire:
    """The contents of a table, as the database keeps them."""

    letters: tuple[Letter, ...]
    classes: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, Step] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Repertoire":
        """Read what `document()` wrote; what it does not know is a TypeError, so a newer table is never half understood."""
        values = dict(document)
        values["letters"] = tuple(_letter(each) for each in values["letters"])
        values["rules"] = {name: Step.from_document(each) for name, each in values.get("rules", {}).items()}
        values["actions"] = tuple(
            Action(**{**each, "types": tuple(each.get("types", ()))}) for each in values.get("actions", ())
        )
        return cls(**values)

    def document(self) -> dict[str, Any]:
        return {
            "letters": [_plain(each) for each in self.letters],
            "classes": dict(self.classes),
            "rules": {name: step.document() for name, step in self.rules.items()},
            "actions": [asdict(each) for each in self.actions],
        }

    @cached_property
    def _book(self) -> RuleBook:
        return RuleBook(self.rules, {name: frozenset(members) for name, members in self.classes.items()})

    @cached_property
    def _by_first(self) -> Mapping[str, Sequence[Letter]]:
        found: dict[str, list[Letter]] = {}
        for letter in self.letters:
            found.setdefault(letter.text[0], []).append(letter)
        return found

    def pairs(self) -> Iterator[Pair]:
        """Every mapping of one code point or sequence to another."""
        return (
            (letter.text, variant.to)
            for letter in self.letters
            for variant in letter.variants
            if variant.to != letter.text
        )

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """Every code point that a label by this table may have somewhere."""
        return frozenset().union(*(letter.text for letter in self.letters))

    def exchanged(self, label: str) -> frozenset[str]:
        """A label with all code points exchanged that can be, once for each type of variant: the simplified form of a word, the
        traditional one."""
        here = {letter.text: letter.variants for letter in self._exchangeable if letter.text in label}
        types = {variant.type for variants in here.values() for variant in variants}
        return frozenset(
            "".join(next((each.to for each in here.get(c, ()) if each.type == type_), c) for c in label)
            for type_ in types
        )

    @cached_property
    def _exchangeable(self) -> tuple[Letter, ...]:
        return tuple(letter for letter in self.letters if letter.variants)

    def permits(self, label: str) -> bool:
        """Whether a U-label, or one in ASCII, can be registered by this table."""
        return any(
            self._disposition(label, way) not in ("invalid", "blocked") for way in self._ways(label, label, False)
        )

    def disposition(self, original: str, variant: str) -> Disposition | None:
        """What the table says of a label as a variant of another; None: it is none. Of several ways the best counts."""
        found = {self._disposition(variant, way) for way in self._ways(original, variant, True)}
        return next(
            (each for each in ("activated", "allocatable", "valid", "blocked", "invalid") if each in found), None
        )

    def _ways(self, original: str, variant: str, exchange: bool) -> frozenset[_Way]:
        """All ways to cut the original into letters, and to exchange some so that the variant comes out of it."""
        reached: dict[tuple[int, int], set[_Way]] = {(0, 0): {(frozenset(), False)}}
        for at in range(len(original)):
            for here in [each for each in reached if each[0] == at]:
                for letter, text, way in self._exchanges(original, at, exchange):
                    if variant.startswith(text, here[1]):
                        there = (at + len(letter.text), here[1] + len(text))
                        reached.setdefault(there, set()).update(
                            (types | way[0], plain or way[1]) for types, plain in reached[here]
                        )
        return frozenset(reached.get((len(original), len(variant)), ()))

    def _exchanges(self, label: str, at: int, exchange: bool) -> Iterator[tuple[Letter, str, _Way]]:
        for letter in self._by_first.get(label[at], ()):
            place = (at, at + len(letter.text))
            if not label.startswith(letter.text, at) or not self._fits(letter, label, place):
                continue
            itself = False
            for variant in letter.variants:
                # a mapping to itself says of what type the code point is where it stays as it is
                reflexive = variant.to == letter.text
                if (exchange or reflexive) and self._fits(variant, label, place):
                    itself = itself or reflexive
                    yield letter, variant.to, (frozenset({variant.type}), False)
            if not itself:
                yield letter, letter.text, (frozenset(), True)

    def _fits(self, what: Letter | Variant, label: str, place: Place) -> bool:
        if what.when is not None and not self._book.matches(what.when, label, place):
            return False
        return what.unless is None or not self._book.matches(what.unless, label, place)

    def _disposition(self, label: str, way: _Way) -> Disposition:
        return next(each.disposition for each in (*self.actions, *_DEFAULTS) if self._applies(each, label, way))

    def _applies(self, action: Action, label: str, way: _Way) -> bool:
        types, plain = way
        wanted = frozenset(action.types)
        match action.variants:
            case "any" if not types & wanted:
                return False
            case "all" if not types or not types <= wanted:
                return False
            case "only" if plain or not types or not types <= wanted:
                return False
        if action.match is not None and not self._book.matches(action.match, label):
            return False
        return action.no_match is None or not self._book.matches(action.no_match, label)


def _letter(document: Any) -> Letter:
    if isinstance(document, str):
        return Letter(document)
    return Letter(**{**document, "variants": tuple(Variant(**each) for each in document.get("variants", ()))})


def _plain(letter: Letter) -> object:
    """A letter as text, or what distinguishes it; tables of Han have tens of thousands of them."""
    if letter == Letter(letter.text):
        return letter.text
    values = {name: value for name, value in asdict(letter).items() if value}
    values["variants"] = [{name: value for name, value in asdict(each).items() if value} for each in letter.variants]
    return values


@dataclass(frozen=True)
class IdnTable:
    """A version of a table: in force from an instant until the next of its name is."""

    id: int
    name: str
    valid_from: datetime
    url: str
    repertoire: Repertoire


class TableBook:
    """Every version of every table; immutable, replaced as a whole when one is imported."""

    def __init__(self, tables: Iterable[IdnTable] = ()) -> None:
        self._by_name: Final[dict[str, list[IdnTable]]] = {}
        for table in sorted(tables, key=lambda each: (each.valid_from, each.id)):
            self._by_name.setdefault(table.name, []).append(table)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._by_name))

    def known(self) -> Mapping[int, IdnTable]:
        return {table.id: table for versions in self._by_name.values() for table in versions}

    def at(self, name: str, instant: datetime) -> IdnTable | None:
        """The version in force; None before the first, and where there is no such table."""
        return next((each for each in reversed(self._by_name.get(name, ())) if each.valid_from <= instant), None)

    def offered(self, names: Iterable[str], instant: datetime) -> "Offer":
        """What a TLD offers whose rules name these tables."""
        return _offer(tuple(table for name in names if (table := self.at(name, instant)) is not None))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a table says of a label: `strangers` are the code points that it has nowhere; labels with one `index` are variants of
    each other."""

    table: str
    permitted: bool
    index: str | None
    strangers: tuple[str, ...]


def verdicts(tables: TableBook, names: Iterable[str], label: str, instant: datetime) -> list[Verdict]:
    """What each of the tables in force says of a U-label, or of one in ASCII."""
    return [
        Verdict(
            each.name,
            each.repertoire.permits(label),
            tables.offered((each.name,), instant).key(label),
            tuple(dict.fromkeys(point for point in label if point not in each.repertoire.alphabet)),
        )
        for each in tables.offered(names, instant).tables
    ]


class Offer:
    """The tables of a TLD together: what its labels may be, and which of them are variants."""

    def __init__(self, tables: tuple[IdnTable, ...]) -> None:
        self.tables: Final = tables

    @cached_property
    def index(self) -> VariantIndex:
        """Raises NoSingleIndex for tables that contradict each other, which no TLD is allowed to name."""
        return VariantIndex(pair for table in self.tables for pair in table.repertoire.pairs())

    def table(self, name: str) -> IdnTable | None:
        return next((each for each in self.tables if each.name == name), None)

    def first_for(self, label: str) -> IdnTable | None:
        """The first of the tables that permits a label."""
        return next((each for each in self.tables if each.repertoire.permits(label)), None)

    def key(self, label: str) -> str | None:
        """The index of a label among all tables of the TLD; None where they have no variants."""
        return self.index.of(label) if self.index else None


NO_OFFER: Final = Offer(())


def _offer(tables: tuple[IdnTable, ...]) -> Offer:
    return _known_offer(tuple(map(_Same, tables))) if tables else NO_OFFER


@dataclass(frozen=True, eq=False)
class _Same:
    """A table that is compared by its id: a version never changes."""

    table: IdnTable

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.table is self.table

    def __hash__(self) -> int:
        return hash(self.table.id)


@lru_cache(200)
def _known_offer(tables: tuple[_Same, ...]) -> Offer:
    return Offer(tuple(each.table for each in tables))
