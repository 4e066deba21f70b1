"""Who asks by RDAP (RFC 7481, section 3.2; RFC 9560): a request shows who it comes from in one of several ways, or in none.

The rules of this file:

* A request that shows nothing is anybody's, and costs no look at the database.
* What is shown and does not hold is refused, never taken for anybody's: a client that is mistaken hears of it.
* An answer to somebody who is known is his alone: no cache keeps it for others.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from registry.context import Context
from registry.model.disclosure import ANYBODY, Asker, PurposeRefused
from wire.web import HttpRequest

# The parameter that states the purpose of a query (RFC 9560, section 4.2.1).
PURPOSE: Final = "farv1_qp"


class NotAdmitted(Exception):
    """Why nobody is believed to be who he says; `status` is HTTP's, `headers` what goes with it, `reason` a sentence for him."""

    def __init__(self, status: int, reason: str, *headers: tuple[str, str]) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Way:
    """`applies` tells whether a request shows anything of this kind; `asker` says who that is. It raises NotAdmitted."""

    applies: Callable[[HttpRequest], bool]
    asker: Callable[[Context, HttpRequest], Awaitable[Asker]]


async def recognised(cx: Context, request: HttpRequest, ways: Sequence[Way]) -> Asker:
    """Who asks, by the first of the ways that applies, and for what purpose. Raises NotAdmitted."""
    for way in ways:
        if way.applies(request):
            asker = await way.asker(cx, request)
            try:
                return asker.asking_for(_purpose(request.query))
            except PurposeRefused as why:
                raise NotAdmitted(403, str(why)) from None
    return ANYBODY


def _purpose(query: str) -> str | None:
    """What the query string states; said twice it is the first."""
    if PURPOSE not in query:
        return None
    try:
        return parse_qs(query, max_num_fields=16).get(PURPOSE, [None])[0]
    except ValueError:
        return None
