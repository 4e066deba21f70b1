"""A new host has each address once."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.host import parsed
from registry.policy.host_case import HostCase
from registry.requests.host import HostCreate


def addresses_are_different(case: HostCase[HostCreate]) -> Iterator[Refusal]:
    """However it is written: `2001:DB8::1` and `2001:db8:0::1` are one address."""
    seen = set()
    for text, _ in case.wish.addresses:
        address = parsed(text)
        if address is not None and address in seen:
            yield PolicyForbids("The address is given twice.", "host:addr", text)
        seen.add(address)
