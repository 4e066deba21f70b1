"""How often the public has asked since it was written down last: what reports of a month need, and metrics forget with their
process.

Counted in memory, by an increment for each query, and written every TALLY_SECONDS and at the end of the process: one that is
killed loses what came since.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

TALLY_SECONDS: Final = 10.0

# The day (UTC), the TLD ("" for what is of none of ours), the way a query came, and what it asked for.
Key = tuple[date, str, str, str]


class QueryTally:
    """Of one process; the words for way and kind are fixed ones of ours, never a peer's."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()

    def add(self, at: datetime, tld: str, way: str, kind: str) -> None:
        self._counts[at.date(), tld, way, kind] += 1

    def take(self) -> Mapping[Key, int]:
        """What has been counted since the last time; it counts from zero now."""
        taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, counts: Mapping[Key, int]) -> None:
        """What could not be written, for the next time."""
        self._counts.update(counts)
