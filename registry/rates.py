"""What one process knows of the rates: the limits, and the tokens it has taken from the shared buckets."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from registry.model.rates import RateClass, Rates

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Lease:
    """Tokens of one bucket that this process may still spend; they lapse, so that a silent process keeps none for long."""

    tokens: int = 0
    lapses_at: datetime = _LONG_AGO
    empty_until: datetime = _LONG_AGO  # the bucket was empty, and nobody needs to ask before
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def says_something(self, now: datetime) -> bool:
        """Whether forgetting it would lose tokens, or what is known of the bucket."""
        return now < self.lapses_at or now < self.empty_until or self.asking.locked()


class KnownRates:
    """Read at the start and whenever a change is announced."""

    def __init__(self) -> None:
        self.limits: Rates = {}
        self._leases: defaultdict[tuple[int, RateClass], Lease] = defaultdict(Lease)
        self._places: dict[str, Lease] = {}

    def replace(self, limits: Rates) -> None:
        """Other limits, and with them other buckets; what was not changed keeps its tokens."""
        if limits != self.limits:
            self.limits = limits
            self._leases.clear()

    def lease(self, registrar_id: int, rate_class: RateClass) -> Lease:
        return self._leases[registrar_id, rate_class]

    def lease_of(self, place: str, now: datetime) -> Lease:
        """That of a place; a newcomer has those forgotten that say nothing any more, so that there are never many."""
        lease = self._places.get(place)
        if lease is None:
            self._places = {each: known for each, known in self._places.items() if known.says_something(now)}
            lease = self._places[place] = Lease()
        return lease
