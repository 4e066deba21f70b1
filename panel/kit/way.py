"""Where somebody was going when something else came first: a temporary password, a second factor, an address to confirm, terms.

It lies in the signed cookie of their browser and is taken up on the first page after the last of them.
"""

from typing import Final

from flask import session

from panel.kit.web import house, local

PATIENCE: Final = 3600  # seconds after which nobody remembers what they wanted
LONGEST: Final = 2048
_KEPT: Final = "way"


def keep_way(address: str | None) -> None:
    """Remember it, where it leads to a page of ours."""
    if (way := local(address, "")) and len(way) <= LONGEST:
        session[_KEPT] = {"to": way, "at": _now()}


def is_under_way() -> bool:
    kept = session.get(_KEPT)
    return kept is not None and 0 <= _now() - kept["at"] < PATIENCE


def take_way() -> str | None:
    """Where to, once."""
    way = session[_KEPT]["to"] if is_under_way() else None
    session.pop(_KEPT, None)
    return way


def _now() -> int:
    return int(house().registry.clock.now().timestamp())
