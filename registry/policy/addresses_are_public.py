"""A host's addresses can be reached by everyone."""

from collections.abc import Iterator

from registry.errors import ParameterRange, ParameterSyntax, Refusal
from registry.model.host import is_public, parsed
from registry.policy.host_case import HostCase
from registry.requests.host import HostCreate, HostUpdate


def addresses_are_public(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """Each is an address, of the family it claims, public and unicast (RFC 5732, section 2.5).

    One that is taken away need not be public any more, but is of the family it claims.
    """
    wish = case.wish
    for text, family in wish.addresses if isinstance(wish, HostCreate) else wish.add.addresses:
        yield from _unfit(text, family)
    for text, family in () if isinstance(wish, HostCreate) else wish.remove.addresses:
        if isinstance(refusal := next(_unfit(text, family), None), ParameterSyntax):
            yield refusal


def _unfit(text: str, family: str) -> Iterator[Refusal]:
    address = parsed(text)
    if address is None:
        yield ParameterSyntax("This is not an IP address.", "host:addr", text)
    elif f"v{address.version}" != family:
        yield ParameterSyntax(f"This is not an IP{family} address.", "host:addr", text)
    elif not is_public(address):
        yield ParameterRange("The address is not a public unicast address.", "host:addr", text)
