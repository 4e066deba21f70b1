"""The body of a request, read strictly: what two readers could take differently is taken by neither (RFC 8259, RFC 7493)."""

import json
import math
import re
from typing import Any, Final, NoReturn

from flask import request

from panel.kit.api.problems import Refused

# How deep objects and lists lie in each other at most; a batch needs four.
DEEPEST: Final = 8
_TEXTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def json_object() -> dict[str, Any]:
    """The body; empty where there is none. Raises Refused: 415, 413 or 400."""
    octets = request.get_data()
    if not octets:
        return {}
    if request.mimetype != "application/json":
        raise Refused(415, "The body is application/json.")
    if _depth(octets) > DEEPEST:
        raise Refused(400, f"The body has more than {DEEPEST} levels.")
    try:
        body = json.loads(octets.decode(), object_pairs_hook=_each_once, parse_constant=_no_number, parse_float=_number)
    except UnicodeDecodeError:
        raise Refused(400, "The body is no UTF-8.") from None
    except json.JSONDecodeError as wrong:
        raise Refused(400, f"The body is no JSON: line {wrong.lineno}, column {wrong.colno}.") from None
    except ValueError:
        raise Refused(400, "The body holds a number that is too long.") from None
    if not isinstance(body, dict):
        raise Refused(400, "The body is a JSON object.")
    _demand_letters(body)
    return body


def _depth(octets: bytes) -> int:
    """How deep it goes, told before anything descends."""
    deep = deepest = 0
    for sign in _TEXTS.sub(b"", octets):
        if sign in b"[{":
            deep += 1
            deepest = max(deepest, deep)
        elif sign in b"]}":
            deep -= 1
    return deepest


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if [other for other, _ in pairs].count(name) > 1)
        raise Refused(400, f"The body says {twice[:100]!r} twice.")
    return found


def _number(text: str) -> float:
    """A fraction; one that is beyond all numbers would be told as another (RFC 8259, section 6)."""
    number = float(text)
    if not math.isfinite(number):
        raise Refused(400, "The body holds a number that is beyond all numbers.")
    return number


def _no_number(text: str) -> NoReturn:
    raise Refused(400, f"{text} is no number of JSON.")


def _demand_letters(body: object) -> None:
    """Half of a letter beyond the first plane can be written as an escape, and nowhere else."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused(400, "The body holds half a letter.") from None
