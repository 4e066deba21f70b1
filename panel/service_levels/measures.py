"""What is measured, and what the base registry agreement demands of it: Specification 10, section 2.

A round trip counts as answered up to five times what is demanded (section 3.3 and 4.6); what is later counts as no answer.
"""

from dataclasses import dataclass
from typing import Final

# Minutes of a month in which RDDS, or EPP, may be away.
DOWNTIME: Final = 864
PATIENCE: Final = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """`limit` are milliseconds that `share` of a hundred answers must keep to; `probed`: the worker asks, and each minute without
    an answer is one of downtime; else it is what registrars asked."""

    title: str
    limit: int
    share: int
    probed: bool

    @property
    def patience(self) -> float:
        """Seconds after which there is no answer."""
        return self.limit * PATIENCE / 1000


MEASURES: Final[dict[str, Measure]] = {
    "whois": Measure("WHOIS, asked by the worker", 2000, 95, True),
    "rdap": Measure("RDAP, asked by the worker", 2000, 95, True),
    "epp": Measure("EPP, greeted by the worker", 4000, 90, True),
    "epp-session": Measure("EPP, session commands of registrars", 4000, 90, False),
    "epp-query": Measure("EPP, query commands of registrars", 2000, 90, False),
    "epp-transform": Measure("EPP, transform commands of registrars", 4000, 90, False),
}
PROBED: Final = tuple(name for name, each in MEASURES.items() if each.probed)
