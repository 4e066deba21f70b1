"""The field sets of partial answers (RFC 8982): how much of each object a search tells.

They are for searches, as the RFC has it; a lookup tells all, and does not look at the parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FieldSet:
    """`kept` are the members that an object of a class has in this set, None: all of them."""

    name: str
    description: str
    kept: Mapping[str, frozenset[str]] | None = None


_NAMES: Final = frozenset({"objectClassName", "ldhName", "unicodeName", "links"})
_HANDLE: Final = frozenset({"objectClassName", "handle", "links"})

ID: Final = FieldSet(
    "id",
    "What an object is called, and where it is told about.",
    {"domain": _NAMES, "nameserver": _NAMES, "entity": _HANDLE},
)
BRIEF: Final = FieldSet(
    "brief",
    "An object without those that belong to it.",
    {
        "domain": _NAMES | {"handle", "status", "events"},
        "nameserver": _NAMES | {"handle", "status", "ipAddresses"},
        "entity": _HANDLE | {"roles", "vcardArray", "publicIds", "status"},
    },
)
FULL: Final = FieldSet("full", "All that a lookup of the object tells.")

FIELD_SETS: Final = {each.name: each for each in (ID, BRIEF, FULL)}
DEFAULT: Final = FULL
