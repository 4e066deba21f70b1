"""How often one place may ask: a bucket of tokens for each IPv4 address and each IPv6 /64."""

import ipaddress
from collections.abc import Callable, Sequence
from functools import lru_cache

from registry.clock import stopwatch
from wire.addresses import place_of


class RateLimit:
    """A bucket holds a minute's queries and fills evenly; places in `unlimited` networks have none.

    Counted in this process: n processes on one port grant up to n times as much.
    """

    def __init__(
        self, per_minute: int, unlimited: Sequence[str] = (), seconds: Callable[[], float] = stopwatch
    ) -> None:
        self._most = float(per_minute)
        self._seconds = seconds
        self._networks = tuple(ipaddress.ip_network(each) for each in unlimited)
        self._is_unlimited = lru_cache(4096)(self._lies_in_a_network)
        # A bucket left alone for a minute is full again and may be forgotten, so two generations of a minute each are
        # enough, and strangers cannot make us remember more than two minutes of them.
        self._recent: dict[bytes, tuple[float, float]] = {}
        self._older: dict[bytes, tuple[float, float]] = {}
        self._turned = seconds()

    def grant(self, address: str) -> bool:
        """Take a token for a query from this address; False when there is none."""
        if not self._most or self.is_free(address):
            return True
        place, tokens, now = self._left(address)
        granted = tokens >= 1
        self._recent[place] = (tokens - granted, now)
        return granted

    def has(self, address: str) -> bool:
        """Whether there is a token for this address; it stays there."""
        return not self._most or self._is_unlimited(address) or self._left(address)[1] >= 1

    def _left(self, address: str) -> tuple[bytes, float, float]:
        """The bucket of an address, the tokens in it, and now."""
        now = self._seconds()
        if now - self._turned >= 60:
            self._older = self._recent if now - self._turned < 120 else {}
            self._recent = {}
            self._turned = now
        place = place_of(address)
        tokens, since = self._recent.get(place) or self._older.get(place, (self._most, now))
        return place, min(self._most, tokens + (now - since) * self._most / 60), now

    def is_free(self, address: str) -> bool:
        """Whether it lies in a network that is not bound."""
        return self._is_unlimited(address)

    def _lies_in_a_network(self, address: str) -> bool:
        exact = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(exact, ipaddress.IPv6Address) and exact.ipv4_mapped:
            exact = exact.ipv4_mapped
        return any(exact in network for network in self._networks)
