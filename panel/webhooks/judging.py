"""What an answer means for what was told, and for where it was told: a table, and how long to wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

# After these waits something is told again, and after the last one not any more: within a day.
WAITS: Final = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800))
# Of a wait so much is drawn: what failed together does not come back together.
SPREAD: Final = 0.2
# Where nobody is reached nothing else is tried for so long at most; Retry-After is heard up to that.
LONGEST_REST: Final = timedelta(hours=1)
LONGEST_RETRY_AFTER: Final = timedelta(days=1)
# A webhook that heard nothing for so long is stopped.
PATIENCE: Final = timedelta(days=5)

# Answers of those who take nothing just now, whatever it is: the place rests, and not one message.
_TAKES_NOTHING: Final = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `status` None, nobody was reached, or nothing came in time; `words` say what, without secrets."""

    status: int | None
    words: str
    retry_after: str = ""

    @property
    def heard(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Nobody wants to be told there any more."""
        return self.status == 410

    @property
    def reached(self) -> bool:
        """Somebody is there who takes messages, if not this one."""
        return self.status is not None and self.status not in _TAKES_NOTHING


def next_try(tries: int, drawn: float, answer: Answer, now: datetime) -> datetime | None:
    """When it is told again that was tried so often before; None: not any more. `drawn` from 0 to 1."""
    if tries >= len(WAITS):
        return None
    due = now + WAITS[tries] * (1 + SPREAD * drawn)
    return max(due, asked_for(answer, now) or due)


def rest_until(failures: int, drawn: float, answer: Answer, now: datetime) -> datetime:
    """Until when nothing is sent to where nobody was reached so often in a row."""
    wait = min(WAITS[min(failures, len(WAITS)) - 1], LONGEST_REST)
    return asked_for(answer, now) or now + wait * (1 + SPREAD * drawn)


def asked_for(answer: Answer, now: datetime) -> datetime | None:
    """When to come again, where they said so (RFC 9110, section 10.2.3)."""
    text = answer.retry_after.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return now + min(timedelta(seconds=min(int(text[:9]), 10**7)), LONGEST_RETRY_AFTER)
    try:
        said = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    said = said.replace(tzinfo=UTC) if said.tzinfo is None else said
    return min(max(said, now), now + LONGEST_RETRY_AFTER)
