"""Which sentences deeds answer with and rules refuse by, as the code itself writes them: with gaps where it fills something in.

Nobody marks them where they stand: an action, or a rule of the registry, knows no language, and logs keep what it said as it said
it. A page finds the sentence again by its fixed words (panel/kit/sentences.py) and says it in another language.
"""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog

import registry.errors

ROOT: Final = Path(__file__).resolve().parents[2]
# Whose sentences reach people by deeds; of the panel what its drawers return and decline.
PLACES: Final = ("panel/*/*.py", "registry/policy/*.py", "registry/actions/*.py", "registry/model/*.py")
_NOT: Final = ("panel/kit/", "panel/languages/", "panel/identity/", "panel/sign_", "panel/openid/", "panel/telling/")
# What answers programs, and them alone: they are told everything in English.
_OF_PROGRAMS: Final = "api.py"
_KINDS: Final = frozenset(
    name for name, each in vars(registry.errors).items() if isinstance(each, type) and issubclass(each, Exception)
) | {"Declined"}
# Said with something: what they are given first is the sentence.
_SAYERS: Final = frozenset({"Pending", "Made", "Once", "Gone"})
_SENTENCE: Final = re.compile(r"(?:[A-Z.“]|%\().*\s.*[.:!?]", re.DOTALL)
# Of a text with more alternatives than these none is told apart.
_MOST: Final = 12


def sentences() -> Catalog:
    catalogue = Catalog(charset="utf-8")
    for text in sorted(set(every())):
        catalogue.add(text)
    return catalogue


def every() -> Iterator[str]:
    for pattern in PLACES:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(_NOT) and path.name != _OF_PROGRAMS:
                yield from _in(ast.parse(path.read_text()), drawer=name.startswith("panel/"))


def _in(tree: ast.AST, *, drawer: bool) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _called(node) in _KINDS:
            yield from filter(_SENTENCE.fullmatch, _texts(node.args[0]) or ())
        elif drawer and isinstance(node, ast.Return) and node.value is not None:
            yield from filter(_SENTENCE.fullmatch, _texts(node.value) or ())


def _texts(node: ast.expr) -> list[str] | None:
    """All that it may be, with gaps; None: it is no text that stands there."""
    match node:
        case ast.Constant(value=str(text)):
            return [text.replace("%", "%%")]
        case ast.JoinedStr(values=pieces):
            return _joined([_part(each) for each in pieces])
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = (left, right)
            found = [_texts(each) for each in parts]
            filled = [each or [_gap(part)] for each, part in zip(found, parts, strict=True)]
            return _joined(filled) if any(found) else None
        case ast.IfExp(body=body, orelse=other):
            found = [_texts(body), _texts(other)]
            return [*(found[0] or ()), *(found[1] or ())] if any(found) else None
        case ast.BoolOp(values=values):
            return [text for each in values for text in _texts(each) or ()] or None
        case ast.Call(args=[first, *_]) if _called(node) in _SAYERS:
            return _texts(first)
    return None


def _part(node: ast.expr) -> list[str]:
    if isinstance(node, ast.FormattedValue):
        inside = node.value
        found = _texts(inside) if isinstance(inside, ast.IfExp) else None
        whole = isinstance(inside, ast.IfExp) and all(_texts(each) for each in (inside.body, inside.orelse))
        return found if found and whole else [_gap(inside)]
    return _texts(node) or [_gap(node)]


def _joined(parts: list[list[str]]) -> list[str]:
    found = ["".join(each) for each in product(*parts)]
    return [_numbered(each) for each in found] if len(found) <= _MOST else []


def _numbered(text: str) -> str:
    """Gaps of one name are told apart."""
    seen: dict[str, int] = {}

    def named(gap: re.Match[str]) -> str:
        name = gap[1]
        seen[name] = seen.get(name, 0) + 1
        return f"%({name}{seen[name] if seen[name] > 1 else ''})s"

    return re.sub(r"%\((\w+?)\d*\)s", named, text)


def _gap(node: ast.expr) -> str:
    """Called by what fills it in, as far as that has a name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return f"%({name.strip('_').rstrip('0123456789')})s"
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return f"%({re.sub(r'[^a-z_]', '_', name.lower())})s"
        case ast.Call(func=ast.Attribute(attr="join")):
            return "%(list)s"
        case ast.Call(func=ast.Name(id="len")):
            return "%(number)s"
        case ast.Call(args=[first, *_]):
            return _gap(first)
        case ast.Subscript(value=value):
            return _gap(value)
    return "%(value)s"


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=name), attr="of"):
            return name
    return ""
