"""How long to wait before the next try."""

from datetime import timedelta
from typing import Final

FIRST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=24)
# Of the wait so much is drawn: what failed together does not come back together.
SPREAD: Final = 0.2


def pause_after(tries: int, drawn: float) -> timedelta:
    """After so many tries: a minute, two, four, up to a day; `drawn` from 0 to 1 makes it up to a fifth longer."""
    doubled = FIRST * (1 << min(tries - 1, 20))
    return min(doubled, LONGEST) * (1 + SPREAD * drawn)


def way_pause_after(failures: int, drawn: float) -> float:
    """Seconds until the way is tried again: five, ten, up to five minutes."""
    return float(min(5 << min(failures - 1, 10), 300)) * (1 + SPREAD * drawn)
