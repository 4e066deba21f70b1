"""The way to a scanner that finds malware in what people hand in.

Who speaks with one is another room; a process without a way to one has None in place of a `Scanner`: nothing is looked at then.
"""

from collections.abc import Iterable
from typing import Protocol


class ScannerSilent(Exception):
    """No answer, or none that can be used: what was handed in is not looked at yet. Says what came instead."""


class Scanner(Protocol):
    async def look(self, pieces: Iterable[bytes]) -> str | None:
        """What it found, by its name; None: nothing. Raises ScannerSilent."""
