"""What takes a while to count is counted again after a while only, by each process for itself."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Kept:
    """What was read, under a key, with the time until which it is good enough."""

    _values: dict[Hashable, tuple[datetime, Any]] = field(default_factory=dict)

    def has(self, key: Hashable, now: datetime) -> bool:
        return key in self._values and now < self._values[key][0]

    async def get(
        self,
        key: Hashable,
        now: datetime,
        good_for: timedelta,
        read: Callable[[], Awaitable[T]],
        worth: Callable[[T], bool] = lambda found: True,
    ) -> T:
        """The value of the key, not older than `good_for`; what is not worth keeping is read each time."""
        until, value = self._values.get(key, (now, None))
        if now < until:
            found: T = value
            return found
        self._values = {key: each for key, each in self._values.items() if now < each[0]}
        found = await read()
        if worth(found):
            self._values[key] = (now + good_for, found)
        return found
