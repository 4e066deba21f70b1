"""By what the results of a search can be sorted (RFC 8977, section 2.3.1), and where an answer tells that.

The rules of this file:

* What is sorted by never changes, or is never due to: an order of what is stored is then one of what is true.
* What a field set leaves out sorts nothing in it (section 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from whois.queries import SortProperty
from whois.rdap.field_sets import FieldSet


@dataclass(frozen=True, slots=True)
class Sorted:
    """A kind of results: its class, and for each property the member of an object that tells it and the path to it."""

    object_class: str
    told: Mapping[SortProperty, tuple[str, str]]


_REGISTRATION: Final = "events[?(@.eventAction=='registration')].eventDate"

SORTS: Final[Mapping[str, Sorted]] = {
    "domains": Sorted("domain", {"registrationDate": ("events", f"$.domainSearchResults[*].{_REGISTRATION}")}),
    "nameservers": Sorted("nameserver", {}),
    "entities": Sorted(
        "entity",
        {
            "fn": ("vcardArray", "$.entitySearchResults[*].vcardArray[1][?(@[0]=='fn')][3]"),
            "handle": ("handle", "$.entitySearchResults[*].handle"),
            "registrationDate": ("events", f"$.entitySearchResults[*].{_REGISTRATION}"),
        },
    ),
}


def sorts(kind: str, field_set: FieldSet) -> dict[SortProperty, str]:
    """The properties that sort results of a kind in a field set, and the path of each."""
    results = SORTS[kind]
    kept = field_set.kept and field_set.kept[results.object_class]
    return {name: path for name, (member, path) in results.told.items() if kept is None or member in kept}
