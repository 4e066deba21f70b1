"""The way to our own doors, for the job that looks each minute whether they answer, and how soon.

Who speaks their protocols is another room; a process that does not look has None in place of `Doors`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Door = Literal["epp", "whois", "rdap"]


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking: how many milliseconds the answer took, or what was wrong with it."""

    door: Door
    milliseconds: float | None
    problem: str | None = None


class Doors(Protocol):
    async def look(self) -> Sequence[Looked]:
        """At all of them that are to be looked at, at the same time; it raises nothing of theirs."""
