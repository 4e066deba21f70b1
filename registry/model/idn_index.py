"""The index label of a set of variants: the one way of writing that all labels of a set have in common.

A mapping of variants works both ways, so code points fall into groups in which each can stand for each. One of every group
represents it, and a label's index is what is left when everything is replaced by what represents it (RFC 8228, section 18,
calls two labels with one index a collision). Contexts of mappings are not asked: two labels that are variants in some
context only have one index as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

Pair = tuple[str, str]

_MOST_STEPS = 1000


class NoSingleIndex(ValueError):
    """Mappings of sequences that overlap so that a label would have two index labels, or none; the message names one."""


class VariantIndex:
    """How labels are replaced by their index labels; empty, where nothing is a variant of anything."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        """From mappings of code points or sequences. Raises NoSingleIndex."""
        self._rules: Mapping[str, str] = _reduced(_represented(pairs))
        self._longest = max(map(len, self._rules), default=0)
        self._first = frozenset(each[0] for each in self._rules)
        self._stand_for = _turned(self._rules)
        self._prove()

    def __bool__(self) -> bool:
        return bool(self._rules)

    def of(self, label: str) -> str:
        """The index label; the same for all labels of one set, and for no others."""
        return _rewritten(label, self._rules, self._longest, self._first)

    def writings(self, index: str, alphabet: frozenset[str]) -> Iterator[str]:
        """Labels of the set with this index that have code points of the alphabet alone; one may come twice.

        There may be very many: who asks stops when it has enough.
        """
        ways = [list(self._ways(index, at, alphabet)) for at in range(len(index))]
        leads_on = {len(index)}
        for at in reversed(range(len(index))):
            ways[at] = [(end, text) for end, text in ways[at] if end in leads_on]
            if ways[at]:
                leads_on.add(at)
        return _along(ways, 0, "")

    def _ways(self, index: str, at: int, alphabet: frozenset[str]) -> Iterator[tuple[int, str]]:
        """What can stand in a label for what begins here in its index, and where that ends."""
        if index[at] in alphabet:
            yield at + 1, index[at]
        for piece, texts in self._stand_for.get(index[at], ()):
            if index.startswith(piece, at):
                yield from ((at + len(piece), text) for text in texts if alphabet.issuperset(text))

    def _prove(self) -> None:
        """Every way of replacing ends in the same label: each two rules that overlap agree (Knuth and Bendix)."""
        sequences = [each for each in self._rules if len(each) > 1]
        for left in sequences:
            for right in self._rules:
                for at in range(len(left)):
                    overlap = left[at:]
                    if not (right.startswith(overlap) or overlap.startswith(right)) or (at == 0 and left == right):
                        continue
                    whole = left[:at] + (right if len(right) > len(overlap) else overlap)
                    one = self._rules[left] + whole[len(left) :]
                    other = whole[:at] + self._rules[right] + whole[at + len(right) :]
                    if self.of(one) != self.of(other):
                        raise NoSingleIndex(f"{whole} can be replaced in two ways by these variants")


def _represented(pairs: Iterable[Pair]) -> dict[str, str]:
    """What represents each member of a group: the longest, and of those the first in the order of code points."""
    parent: dict[str, str] = {}

    def root(each: str) -> str:
        while parent.setdefault(each, each) != each:
            parent[each] = parent[parent[each]]
            each = parent[each]
        return each

    for one, other in pairs:
        parent[root(one)] = root(other)
    groups: dict[str, list[str]] = {}
    for each in parent:
        groups.setdefault(root(each), []).append(each)
    rules: dict[str, str] = {}
    for members in groups.values():
        chosen = min(members, key=lambda each: (-len(each), each))
        for each in members:
            if each != chosen:
                if 1 < len(each) < len(chosen):
                    raise NoSingleIndex(f"{each} and {chosen} are sequences of unlike length")
                rules[each] = chosen
    return rules


def _reduced(rules: dict[str, str]) -> dict[str, str]:
    """The same rules with results that cannot be replaced further: so replacing a label comes to an end.

    Code points turn into what has none of them; sequences turn into others of their length that come before them.
    """
    longest = max(map(len, rules), default=0)
    first = frozenset(each[0] for each in rules)
    reduced = {each: _rewritten(result, rules, longest, first) for each, result in rules.items()}
    for each, result in reduced.items():
        if len(each) > 1 and (len(result) != len(each) or result > each):
            raise NoSingleIndex(f"{each} has no place among these variants")
    return reduced


def _turned(rules: Mapping[str, str]) -> Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]:
    """What each result of the rules came from, by the first code point of the result."""
    origins: dict[str, list[str]] = {}
    for each, result in sorted(rules.items()):
        origins.setdefault(result, []).append(each)
    turned: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for result, each_of in origins.items():
        turned.setdefault(result[0], []).append((result, tuple(each_of)))
    return turned


def _along(ways: Sequence[Sequence[tuple[int, str]]], at: int, text: str) -> Iterator[str]:
    if at == len(ways):
        yield text
        return
    for end, piece in ways[at]:
        yield from _along(ways, end, text + piece)


def _rewritten(label: str, rules: Mapping[str, str], longest: int, first: frozenset[str]) -> str:
    steps, at = 0, 0
    while at < len(label):
        if label[at] in first:
            for length in range(min(longest, len(label) - at), 0, -1):
                result = rules.get(label[at : at + length])
                if result is not None:
                    steps += 1
                    if steps > _MOST_STEPS:
                        raise NoSingleIndex("replacing variants by each other never ends")
                    label = label[:at] + result + label[at + length :]
                    at = max(at - longest, -1)  # what stands before may now be part of a sequence
                    break
        at += 1
    return label
