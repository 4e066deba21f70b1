"""How many connections one listener accepts, in all and from one place."""

from collections import Counter
from collections.abc import Callable
from typing import Generic, TypeVar

from wire.addresses import place_of

G = TypeVar("G")


class Limits:
    """Counts open connections; one place is an IPv4 address or an IPv6 /64.

    `per_address=0` or `total=0` lifts that cap. `open` and `refused` are there to be shown as metrics.
    """

    def __init__(self, total: int = 2000, per_address: int = 100) -> None:
        self.total = total
        self.per_address = per_address
        self.open = 0
        self.refused = 0
        self._open_from: Counter[bytes] = Counter()

    def admit(self, address: str, *, shared: bool = False) -> bool:
        """Count one more connection from here, or refuse it; each admitted one is `release`d once.

        An address that is `shared` by many people (a proxy's) is bound by the total alone.
        """
        place = place_of(address)
        full = self.total and self.open >= self.total
        if full or (self.per_address and not shared and self._open_from[place] >= self.per_address):
            self.refused += 1
            return False
        self.open += 1
        self._open_from[place] += 1
        return True

    def release(self, address: str) -> None:
        place = place_of(address)
        self.open -= 1
        self._open_from[place] -= 1
        # an entry per address ever seen would be a leak that strangers control
        if not self._open_from[place]:
            del self._open_from[place]


class Full(Exception):
    """There is no room, and nobody who could make some."""


class Guests(Generic[G]):
    """Who is connected to a listener. Strangers, who have not shown who they are, make room for newcomers: the one who has
    waited longest goes first, so that silent connections by the thousand keep nobody out.

    `per_address` bounds the strangers of one place, `total` all guests; 0 lifts a bound. `known` tells whether a guest is no
    stranger any more. `open`, `refused` and `displaced` are there to be shown as metrics.
    """

    def __init__(self, total: int, per_address: int, known: Callable[[G], bool]) -> None:
        self.total = total
        self.per_address = per_address
        self.open = 0
        self.refused = 0
        self.displaced = 0
        self._known = known
        self._places: dict[bytes, dict[G, None]] = {}  # each place in the order of arrival

    def enter(self, guest: G, address: str) -> G | None:
        """Let the guest in; the one who has to leave for it, who is a guest no more. Raises Full."""
        place = place_of(address)
        leaving = self._one_too_many(place)
        if leaving is None and self.total and self.open >= self.total:
            leaving = self._longest_waiting()
            if leaving is None:
                self.refused += 1
                raise Full
        if leaving is not None:
            self.displaced += 1
            self.leave(*leaving)
        self._places.setdefault(place, {})[guest] = None
        self.open += 1
        return None if leaving is None else leaving[0]

    def leave(self, guest: G, place: bytes) -> None:
        """The guest has gone; nothing happens when it had to before."""
        here = self._places.get(place, {})
        if guest in here:
            del here[guest]
            self.open -= 1
            # an entry per address ever seen would be a leak that strangers control
            if not here:
                del self._places[place]

    def _one_too_many(self, place: bytes) -> tuple[G, bytes] | None:
        here = self._places.get(place, {})
        if not self.per_address or len(here) < self.per_address:
            return None
        strangers = [guest for guest in here if not self._known(guest)]
        return (strangers[0], place) if len(strangers) >= self.per_address else None

    def _longest_waiting(self) -> tuple[G, bytes] | None:
        """Of the fullest place that has a stranger: who comes from many places at once is seldom a registrar."""
        for place in sorted(self._places, key=lambda each: len(self._places[each]), reverse=True):
            for guest in self._places[place]:
                if not self._known(guest):
                    return guest, place
        return None
