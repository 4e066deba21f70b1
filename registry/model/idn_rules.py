"""Rules of an IDN table about a whole label, or about what stands around a code point (RFC 7940, section 6).

A rule is matched by sets of positions, never by backtracking: whatever a table says, a label of 63 octets is judged in a time
that grows with its length alone.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

Operation = Literal[
    "start", "end", "any", "char", "class", "rule", "sequence", "choice", "look-behind", "look-ahead", "anchor"
]
OPERATIONS: Final[frozenset[str]] = frozenset(Operation.__args__)  # type: ignore[attr-defined]

# The place of the code point whose surroundings are asked for: from one position to another.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of a rule: `text` are the code points of a char, or the name of a class or rule; it stands `least` to `most` times
    (None: any number)."""

    operation: Operation
    text: str = ""
    parts: tuple["Step", ...] = ()
    least: int = 1
    most: int | None = 1

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Step":
        """What `asdict` made of it. Raises TypeError and ValueError for anything else."""
        values = dict(document)
        values["parts"] = tuple(map(cls.from_document, values.get("parts", ())))
        step = cls(**values)
        if step.operation not in OPERATIONS:
            raise ValueError(f"there is no operation {step.operation}")
        return step

    def document(self) -> dict[str, Any]:
        return asdict(self)

    def uses(self, operation: Operation) -> bool:
        """Whether the operation occurs in this step itself; rules that it names are not looked into."""
        return self.operation == operation or any(part.uses(operation) for part in self.parts)

    def names(self, operation: Operation) -> frozenset[str]:
        """The classes or rules that are named here."""
        own = {self.text} if self.operation == operation else set()
        return frozenset(own.union(*(part.names(operation) for part in self.parts)))


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules and classes of a table by their names."""

    rules: Mapping[str, Step]
    classes: Mapping[str, frozenset[str]]

    def matches(self, name: str, label: str, place: Place | None = None) -> bool:
        """Whether the rule fits anywhere in the label; `place` is where its anchor must lie, if it has one."""
        return bool(self._ends(self.rules[name], label, frozenset(range(len(label) + 1)), place))

    def _ends(self, step: Step, label: str, starts: frozenset[int], place: Place | None) -> frozenset[int]:
        """Where the step can end that begins at one of the places."""
        ends: set[int] = set(starts) if step.least == 0 else set()
        reached, seen, number = starts, set(starts), 0
        while reached and (step.most is None or number < step.most):
            reached = self._once(step, label, reached, place)
            number += 1
            if number >= step.least:
                ends |= reached
            if number >= step.least and step.most is None:
                reached -= seen  # what has been reached before leads nowhere new
                seen |= reached
            if number > len(label) + step.least:
                break  # only steps without length go on from here
        return frozenset(ends)

    def _once(self, step: Step, label: str, starts: frozenset[int], place: Place | None) -> frozenset[int]:
        match step.operation:
            case "start":
                return starts & {0}
            case "end":
                return starts & {len(label)}
            case "any":
                return frozenset(at + 1 for at in starts if at < len(label))
            case "char":
                return frozenset(at + len(step.text) for at in starts if label.startswith(step.text, at))
            case "class":
                members = self.classes[step.text]
                return frozenset(at + 1 for at in starts if at < len(label) and label[at] in members)
            case "anchor":
                return frozenset({place[1]}) if place and place[0] in starts else frozenset()
            case "rule":
                return self._ends(self.rules[step.text], label, starts, place)
            case "choice":
                return frozenset().union(*(self._ends(part, label, starts, place) for part in step.parts))
            case "sequence":
                return self._along(step.parts, label, starts, place)
            case "look-ahead":
                return frozenset(at for at in starts if self._along(step.parts, label, frozenset({at}), place))
            case "look-behind":
                return starts & self._along(step.parts, label, frozenset(range(len(label) + 1)), place)

    def _along(
        self, parts: tuple[Step, ...], label: str, starts: frozenset[int], place: Place | None
    ) -> frozenset[int]:
        for part in parts:
            starts = self._ends(part, label, starts, place)
        return starts
