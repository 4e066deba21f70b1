"""Everything that decides what a session may be asked, and when it becomes another: two tables; and how one ended.

`hello` is answered at any time (RFC 5730, section 2.4); everything else is legal where the first table says so.
"""

from typing import Final, Literal

from epp.commands import VERBS
from registry.model.session import Ending
from wire.shell import Cut

State = Literal["greeted", "open", "closing"]

LEGAL: Final[dict[State, frozenset[str]]] = {
    "greeted": frozenset({"hello", "login"}),
    "open": VERBS - {"login"} | {"hello"},
    "closing": frozenset(),
}

# What a success leads to; any other success leaves the session where it is.
NEXT: Final[dict[tuple[State, str], State]] = {
    ("greeted", "login"): "open",
    ("open", "logout"): "closing",
}

# What a client hears that asks for something in the wrong state.
WHY_NOT: Final[dict[State, str]] = {
    "greeted": "The session begins with a login.",
    "open": "There was a login in this session.",
    "closing": "The session is over.",
}


def ending(state: State, cut: Cut, *, failed: bool) -> Ending:
    """How a session that is over ended; `failed`: we closed it after an answer that was not that to its logout."""
    return "logout" if state == "closing" else "failed" if failed else cut or "lost"
