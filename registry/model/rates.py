"""How often a registrar may ask: a rate for each class of commands; and how often one place may, whoever asks from there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

RateClass = Literal["check", "info", "transform", "poll"]
CLASSES: Final[tuple[RateClass, ...]] = get_args(RateClass)


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket of `burst` tokens, one for each command, that fills by `per_second`."""

    per_second: float
    burst: int

    @property
    def lease(self) -> int:
        """How many tokens a process takes at once: at most an eighth of the bucket and a quarter of what a second brings.

        Small buckets are counted exactly; of large ones no process holds so much that the others notice.
        """
        return max(1, min(self.burst // 8, math.ceil(self.per_second / 4)))


def of_two_seconds(per_second: float) -> int:
    """The bucket of who is not told how many commands may come at once; none for what is no rate."""
    return max(1, math.ceil(2 * per_second)) if math.isfinite(per_second) else 0


# By the registrar's number; whoever is missing has no limit.
Rates: TypeAlias = Mapping[int, Mapping[RateClass, Rate]]
