"""The way out of the house, as the queue sees it: a line to a server, and what it answers to a mail."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, Protocol

# accepted: it is the server's now · put off: perhaps later (RFC 5321: 4yz, or no answer) · refused: never (5yz)
Verdict = Literal["accepted", "put off", "refused"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mail; `doubtful`: it may have been accepted, but the line broke before we heard. `broken`: the line is
    good for nothing any more."""

    verdict: Verdict
    words: str
    doubtful: bool = False
    broken: bool = False


class WayBlocked(Exception):
    """No mail can be brought out now, whichever it is: no line, no trust, no sign-in."""


class Line(Protocol):
    """A conversation with the server, for one mail after the other."""

    async def send(self, envelope: str, to: str, message: EmailMessage) -> Answer: ...


class Way(Protocol):
    """How a line is had."""

    def line(self) -> AbstractAsyncContextManager[Line]:
        """Raises WayBlocked."""
        ...
