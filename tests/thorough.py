"""How much is tried of what there is much of and what is alike: some of it, by turns, with every run; all of it with `make fuzz`.

Whoever is left out is always the same, so that a run is the same as the one before; what is tried of each kind is enough for
the code that all of the kind have in common.
"""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

from hypothesis import settings

T = TypeVar("T")


def thorough() -> bool:
    """Whether somebody takes the time: `--hypothesis-profile=deep`, which is what `make fuzz` says."""
    return settings.get_current_profile_name() == "deep"


def some(things: Sequence[T], one_in: int, of: object = "") -> Sequence[T]:
    """Each so-manieth, the first of which hangs on whose they are (`of`); all of them where somebody takes the time."""
    return things if thorough() else things[crc32(str(of).encode()) % one_in :: one_in]
