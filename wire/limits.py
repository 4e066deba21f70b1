"""How many connections one listener accepts, in all and from one place."""

import socket
from collections import Counter


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

    def admit(self, address: str) -> bool:
        """Count one more connection from here, or refuse it; each admitted one is `release`d once."""
        place = place_of(address)
        full = self.total and self.open >= self.total
        if full or (self.per_address and self._open_from[place] >= self.per_address):
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


def place_of(address: str) -> bytes:
    """What counts as one place: four octets of IPv4, eight of IPv6 (the /64 a single customer usually gets)."""
    if ":" not in address:
        return socket.inet_aton(address)
    packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    mapped = packed.startswith(b"\0" * 10 + b"\xff\xff")
    return packed[12:] if mapped else packed[:8]
