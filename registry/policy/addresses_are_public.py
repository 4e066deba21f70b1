"""A host's addresses can be reached by everyone."""

from collections.abc import Iterator

from registry.errors import ParameterRange, ParameterSyntax, Refusal
from registry.model.host import is_public, parsed
from registry.policy.host_case import HostCase
from registry.requests.host import HostCreate, HostUpdate


def addresses_are_public(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """Each is an address, of the family it claims, public and unicast (RFC 5732, section 2.5)."""
    for text, family in case.wish.addresses if isinstance(case.wish, HostCreate) else case.wish.add.addresses:
        address = parsed(text)
        if address is None:
            yield ParameterSyntax("This is not an IP address.", "host:addr", text)
        elif f"v{address.version}" != family:
            yield ParameterSyntax(f"This is not an IP{family} address.", "host:addr", text)
        elif not is_public(address):
            yield ParameterRange("The address is not a public unicast address.", "host:addr", text)
