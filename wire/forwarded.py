"""X-Forwarded-For and X-Forwarded-Proto: for whom a proxy asks, and how they reached it.

The laws of this file:
- A header is a claim. It is believed as far as trusted networks vouch for it: from the connection inwards, hop by hop, up to
  the first address that is no proxy of ours. What stands further left was written by strangers.
- The scheme is what the nearest proxy says last; one that says nothing speaks as it connects.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wire.addresses import Networks, canonical


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the address in its canonical form, and whether they came by https."""

    address: str
    secure: bool


def asker(
    peer: str, secure: bool, proxies: Networks, forwarded_for: Sequence[str] = (), forwarded_proto: Sequence[str] = ()
) -> Asker:
    """Who asks over a connection from `peer`; the sequences hold the values of both headers, in the order of their lines."""
    if peer not in proxies:
        return Asker(canonical(peer), secure)
    schemes = _items(forwarded_proto)
    return Asker(_client(peer, proxies, _items(forwarded_for)), schemes[-1].lower() == "https" if schemes else secure)


def _client(peer: str, proxies: Networks, claimed: Sequence[str]) -> str:
    """The rightmost address that is no proxy; where a proxy names none, or what is none, the proxy itself."""
    found = canonical(peer)
    for item in reversed(claimed):
        try:
            found = canonical(_without_port(item))
        except ValueError:
            break
        if found not in proxies:
            break
    return found


def _items(values: Sequence[str]) -> list[str]:
    return [item for value in values for item in map(str.strip, value.split(",")) if item]


def _without_port(item: str) -> str:
    """Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`."""
    if item.startswith("["):
        return item[1:].partition("]")[0]
    return item.partition(":")[0] if item.count(":") == 1 else item
