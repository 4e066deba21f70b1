"""Label generation rulesets in XML (RFC 7940).

Whatever element or attribute is not known here is refused: a table that is understood by half would sell labels that its
authors meant to forbid. Classes by Unicode property are among that, because the property's value depends on the version of
Unicode; published tables name their members or tag them.

Longer than most files: the vocabulary of one RFC, read from top to bottom.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, cast

from lxml import etree

from namehouse.idn import MOST_LETTERS, ReadTable, Unreadable
from registry.model.idn_rules import Step
from registry.model.idn_table import DISPOSITIONS, Action, Disposition, Letter, Repertoire, Variant

_NAMESPACE: Final = "{urn:ietf:params:xml:ns:lgr-1.0}"
_COUNT: Final = re.compile(r"(\d{1,3})(?:(\+)|:(\d{1,3}))?")
_CODE_POINT: Final = re.compile(r"[0-9A-Fa-f]{4,6}")
_REMARKS: Final = frozenset({"comment", "ref"})
_PROSE: Final = frozenset({"date", "scope", "unicode-version", "description", "references"})
_MEMBERS: Final = frozenset(
    {"class", "union", "intersection", "difference", "symmetric-difference", "complement"},
)

_Element = etree._Element


def read(text: str) -> ReadTable:
    """A ruleset. Raises Unreadable."""
    if "<!DOCTYPE" in text:
        raise Unreadable("the file has a document type")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"the file is not well-formed XML: {error}") from None
    if root.tag != f"{_NAMESPACE}lgr":
        raise Unreadable("the file is no ruleset of RFC 7940")
    return _Reading().whole(root)


class _Reading:
    """One ruleset on its way from XML to a repertoire."""

    def __init__(self) -> None:
        self._letters: dict[str, Letter] = {}
        self._tags: dict[str, set[str]] = {}
        self._classes: dict[str, frozenset[str]] = {}
        self._rules: dict[str, Step] = {}
        self._actions: list[Action] = []
        self._version: str | None = None
        self._languages: list[str] = []

    def whole(self, root: _Element) -> ReadTable:
        _only(root, frozenset())
        parts: Mapping[str, Callable[[_Element], None]] = {"meta": self._meta, "data": self._data, "rules": self._own}
        met: list[str] = []
        for child in root:
            met.append(_name(child, parts))
            parts[met[-1]](child)
        if met not in (["meta", "data"], ["meta", "data", "rules"], ["data"], ["data", "rules"]):
            raise Unreadable(f"a ruleset consists of meta, data and rules, not of {', '.join(met) or 'nothing'}")
        classes = {name: "".join(sorted(members)) for name, members in self._classes.items()}
        repertoire = Repertoire(tuple(self._letters.values()), classes, self._rules, tuple(self._actions))
        return ReadTable(repertoire, self._version, tuple(self._languages))

    # --- what it says of itself ---

    def _meta(self, meta: _Element) -> None:
        _only(meta, frozenset())
        for child in meta:
            name = _name(child, {"version", "language", *_PROSE})
            if name == "version":
                self._version = _text(child)
            elif name == "language":
                self._languages.append(_text(child))

    # --- code points ---

    def _data(self, data: _Element) -> None:
        _only(data, frozenset())
        for child in data:
            if _name(child, {"char", "range"}) == "char":
                self._char(child)
            else:
                self._range(child)
            if len(self._letters) > MOST_LETTERS:
                raise Unreadable(f"the table has more than {MOST_LETTERS} code points")

    def _char(self, element: _Element) -> None:
        _only(element, {"cp", "when", "not-when", "tag"})
        text = _code_points(element, "cp")
        variants = tuple(self._variant(child) for child in element if _name(child, {"var"}))
        self._add(element, Letter(text, element.get("when"), element.get("not-when"), variants))

    def _variant(self, element: _Element) -> Variant:
        _only(element, {"cp", "type", "when", "not-when"})
        if len(element):
            raise _not_understood(element[0])
        to = _code_points(element, "cp")
        return Variant(to, element.get("type", ""), element.get("when"), element.get("not-when"))

    def _range(self, element: _Element) -> None:
        _only(element, {"first-cp", "last-cp", "when", "not-when", "tag"})
        if len(element):
            raise _not_understood(element[0])
        first, last = (_code_points(element, name) for name in ("first-cp", "last-cp"))
        if len(first) != 1 or len(last) != 1 or first > last or ord(last) - ord(first) >= MOST_LETTERS:
            raise Unreadable(f"line {element.sourceline}: this is no range")
        for number in range(ord(first), ord(last) + 1):
            self._add(element, Letter(chr(number), element.get("when"), element.get("not-when")))

    def _add(self, element: _Element, letter: Letter) -> None:
        if letter.text in self._letters:
            raise Unreadable(f"line {element.sourceline}: {_shown(letter.text)} stands twice")
        if letter.when is not None and letter.unless is not None:
            raise Unreadable(f"line {element.sourceline}: when and not-when exclude each other")
        self._letters[letter.text] = letter
        for tag in (element.get("tag") or "").split():
            if len(letter.text) == 1:
                self._tags.setdefault(tag, set()).add(letter.text)

    # --- classes, rules, actions ---

    def _own(self, rules: _Element) -> None:
        _only(rules, frozenset())
        for child in rules:
            kind = _name(child, {*_MEMBERS, "rule", "action"})
            if kind == "action":
                self._actions.append(self._action(child))
                continue
            name = child.get("name")
            if not name or name in self._classes or name in self._rules:
                raise Unreadable(f"line {child.sourceline}: a {kind} has a name of its own")
            if kind == "rule":
                _only(child, {"name"})
                self._rules[name] = self._sequence("sequence", child)
            else:
                self._classes[name] = self._members(child)

    def _action(self, element: _Element) -> Action:
        triggers = ("any-variant", "all-variants", "only-variants")
        _only(element, {"disp", "match", "not-match", *triggers})
        disposition, given = element.get("disp"), [each for each in triggers if element.get(each) is not None]
        if disposition not in DISPOSITIONS:
            raise Unreadable(f"line {element.sourceline}: the disposition {disposition} is not known here")
        if len(given) > 1 or len(element):
            raise _not_understood(element)
        kinds: Mapping[str, str] = {"any-variant": "any", "all-variants": "all", "only-variants": "only"}
        return Action(
            cast(Disposition, disposition),
            self._rule_named(element, "match"),
            self._rule_named(element, "not-match"),
            cast("None", kinds[given[0]]) if given else None,
            tuple((element.get(given[0]) or "").split()) if given else (),
        )

    def _rule_named(self, element: _Element, attribute: str) -> str | None:
        name = element.get(attribute)
        if name is not None and name not in self._rules:
            raise Unreadable(f"line {element.sourceline}: there is no rule {name} before this line")
        return name

    def _members(self, element: _Element) -> frozenset[str]:
        """The code points of a class, or of what is made of classes."""
        kind = _name(element, _MEMBERS)
        if kind == "class":
            return self._class(element)
        _only(element, {"name", "count"})
        parts = [self._members(child) for child in element]
        match kind:
            case "union" if parts:
                return frozenset().union(*parts)
            case "intersection" if parts:
                return frozenset.intersection(*parts)
            case "difference" if len(parts) == 2:
                return parts[0] - parts[1]
            case "symmetric-difference" if len(parts) == 2:
                return parts[0] ^ parts[1]
            case "complement" if len(parts) == 1:
                return self._all_code_points() - parts[0]
        raise Unreadable(f"line {element.sourceline}: {kind} of {len(parts)} classes")

    def _all_code_points(self) -> frozenset[str]:
        """Those that labels, or variants of labels, can have: no others ever meet a rule."""
        letters = self._letters.values()
        return frozenset("".join(each.text + "".join(variant.to for variant in each.variants) for each in letters))

    def _class(self, element: _Element) -> frozenset[str]:
        _only(element, {"name", "by-ref", "from-tag", "count"})
        reference, tag, written = element.get("by-ref"), element.get("from-tag"), _text(element)
        if sum((reference is not None, tag is not None, bool(written))) != 1 or len(element):
            raise Unreadable(f"line {element.sourceline}: a class has members, a tag or a reference")
        if reference is not None:
            if reference not in self._classes:
                raise Unreadable(f"line {element.sourceline}: there is no class {reference} before this line")
            return self._classes[reference]
        if tag is not None:
            return frozenset(self._tags.get(tag, ()))
        return frozenset(_listed(element, written))

    def _sequence(self, operation: str, element: _Element) -> Step:
        parts = tuple(map(self._step, element))
        if not parts:
            raise Unreadable(f"line {element.sourceline}: {_local(element)} is empty")
        return Step(operation, parts=parts)  # type: ignore[arg-type]

    def _step(self, element: _Element) -> Step:
        kind = _name(
            element, {*_MEMBERS, "start", "end", "any", "char", "rule", "choice", "look-behind", "look-ahead", "anchor"}
        )
        least, most = _count(element)
        if kind in _MEMBERS:
            name = element.get("by-ref") or f"line {element.sourceline}"
            while name in self._classes and not element.get("by-ref"):
                name += " again"
            self._classes[name] = self._members(element)
            return Step("class", name, least=least, most=most)
        if kind == "char":
            _only(element, {"cp", "count"})
            return Step("char", _code_points(element, "cp"), least=least, most=most)
        if kind == "rule" and element.get("by-ref") is not None:
            _only(element, {"by-ref", "count"})
            return Step("rule", self._rule_named(element, "by-ref") or "", least=least, most=most)
        if kind in ("rule", "choice"):
            _only(element, {"count"})
            inner = self._sequence("sequence" if kind == "rule" else "choice", element)
            return Step(inner.operation, parts=inner.parts, least=least, most=most)
        if kind == "any":
            _only(element, {"count"})
            return Step("any", least=least, most=most)
        _only(element, frozenset())
        if kind in ("look-behind", "look-ahead"):
            return self._sequence(kind, element)
        return Step(kind)  # type: ignore[arg-type]


# --- pieces of XML -----------------------------------------------------------------------------------------------------


def _not_understood(element: _Element) -> Unreadable:
    return Unreadable(f"line {element.sourceline}: {_local(element)} is not understood here")


def _local(element: _Element) -> str:
    return str(element.tag).removeprefix(_NAMESPACE)


def _name(element: _Element, known: Iterable[str]) -> str:
    name = _local(element)
    if name not in known:
        raise _not_understood(element)
    return name


def _only(element: _Element, known: Iterable[str]) -> None:
    strange = [str(name) for name in element.attrib if name not in {*known, *_REMARKS}]
    if strange:
        raise Unreadable(
            f"line {element.sourceline}: {strange[0]} of {_local(element)} is not understood here",
        )


def _text(element: _Element) -> str:
    return " ".join((element.text or "").split())


def _code_points(element: _Element, attribute: str) -> str:
    """One code point or several in a row."""
    words = (element.get(attribute) or "").split()
    if not words:
        raise Unreadable(f"line {element.sourceline}: {attribute} names no code point")
    return "".join(_code_point(element, word) for word in words)


def _code_point(element: _Element, word: str) -> str:
    if not _CODE_POINT.fullmatch(word) or int(word, 16) > 0x10FFFF or 0xD800 <= int(word, 16) <= 0xDFFF:
        raise Unreadable(f"line {element.sourceline}: {word} is no code point")
    return chr(int(word, 16))


def _listed(element: _Element, written: str) -> Iterable[str]:
    for word in written.split():
        first, _, last = word.partition("-")
        low = ord(_code_point(element, first))
        high = ord(_code_point(element, last)) if last else low
        if not low <= high < low + MOST_LETTERS:
            raise Unreadable(f"line {element.sourceline}: {word} is no range")
        yield from map(chr, range(low, high + 1))


def _count(element: _Element) -> tuple[int, int | None]:
    """How often a step stands there: 3, 1+ (or more), 2:4 (to)."""
    given = element.get("count")
    if given is None:
        return 1, 1
    read = _COUNT.fullmatch(given)
    if read is None:
        raise Unreadable(f"line {element.sourceline}: {given} is no count")
    least = int(read[1])
    most = None if read[2] else int(read[3]) if read[3] else least
    if most is not None and (most < least or most == 0):
        raise Unreadable(f"line {element.sourceline}: {given} is no count")
    return least, most


def _shown(text: str) -> str:
    return " ".join(f"U+{ord(each):04X}" for each in text)
