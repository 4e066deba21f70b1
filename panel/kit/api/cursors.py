"""Cursors: where an answer ended in the order of its list, sealed so that nobody makes one up.

A cursor holds for the list, the order and the filters that it came from, at every process with the same key. It is a place in an
order: rows that come or go meanwhile are seen or not, and none that stays is told twice or left out.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

_SEAL: Final = 16
LONGEST: Final = 2_000

# Values that JSON has not, by the letter that marks them.
_READ: Final[dict[str, Callable[[str], Any]]] = {
    "t": datetime.fromisoformat,
    "a": date.fromisoformat,
    "d": Decimal,
}


class Cursors:
    """Seals places and opens them; `asked` tells one question from another."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def sealed(self, asked: str, place: Sequence[object]) -> str:
        octets = json.dumps([_written(each) for each in place], ensure_ascii=False).encode()
        return urlsafe_b64encode(self._seal(asked, octets) + octets).decode().rstrip("=")

    def opened(self, asked: str, cursor: str) -> list[Any] | None:
        """The place; None where it is no cursor of ours for this question."""
        if not cursor.isascii() or len(cursor) > LONGEST:
            return None
        try:
            octets = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            return None
        seal, place = octets[:_SEAL], octets[_SEAL:]
        if not hmac.compare_digest(seal, self._seal(asked, place)):
            return None
        return [_read(each) for each in json.loads(place)]

    def _seal(self, asked: str, place: bytes) -> bytes:
        return hmac.digest(self._key, b"cursor\0" + asked.encode() + b"\0" + place, hashlib.sha256)[:_SEAL]


def _written(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["a", value.isoformat()]
    if isinstance(value, Decimal):
        return ["d", str(value)]
    return str(value)


def _read(value: Any) -> Any:
    return _READ[value[0]](value[1]) if isinstance(value, list) else value
