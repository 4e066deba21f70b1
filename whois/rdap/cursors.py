"""Cursors of paged searches (RFC 8977, section 2.4): where the page before ended, sealed so that nobody makes one up.

A cursor holds for the search that it came from, in the order that this had, at every process with the same key, however long: it
is a place in an order, and keeps nothing in memory.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import orjson

from whois.queries import ReverseQuery, SearchQuery
from whois.search import Key

_SEAL: Final = 16
_FORM: Final = re.compile(r"[A-Za-z0-9_=-]{24,600}")


class Cursors:
    """Seals and opens them; every process of an installation has the same key."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def sealed(self, query: SearchQuery | ReverseQuery, after: Key, page: int) -> str:
        place = orjson.dumps([after, page])
        return urlsafe_b64encode(self._seal(query, place) + place).decode()

    def opened(self, query: SearchQuery | ReverseQuery, cursor: str) -> tuple[Key, int] | None:
        """Where to go on, and which page that is; None when it is no cursor of ours for this search."""
        if not _FORM.fullmatch(cursor):
            return None
        try:
            octets = urlsafe_b64decode(cursor)
        except ValueError:
            return None
        seal, place = octets[:_SEAL], octets[_SEAL:]
        if not hmac.compare_digest(seal, self._seal(query, place)):
            return None
        after, page = orjson.loads(place)
        return tuple(after) if isinstance(after, list) else after, page

    def _seal(self, query: SearchQuery | ReverseQuery, place: bytes) -> bytes:
        sort = query.sort if isinstance(query, SearchQuery) else None
        asked = orjson.dumps([query.by, query.text.lower(), sort and [sort.property, sort.descending]])
        return hmac.digest(self._key, asked + b"\0" + place, hashlib.sha256)[:_SEAL]
