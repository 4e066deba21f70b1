"""A host in our zones lies below a registered domain."""

from collections.abc import Iterator

from registry.errors import ObjectMissing, PolicyForbids, Refusal
from registry.policy.host_case import HostCase, new_name, superordinate_name
from registry.requests.host import HostCreate, HostUpdate


def host_lies_below_a_domain(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """The superordinate domain is registered, and is not the host itself (RFC 5732, section 3.2.1)."""
    name = new_name(case.wish)
    above = superordinate_name(name, case.book) if name is not None else None
    if name is not None and name == above:
        yield PolicyForbids("Hosts in this zone lie below a domain.", "host:name", name)
    elif above is not None and case.superordinate is None:
        yield ObjectMissing(f"The domain {above} is not registered.", "host:name", name)
