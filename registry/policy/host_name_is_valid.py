"""A host has a host name."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.names import is_fqdn
from registry.policy.host_case import HostCase, new_name
from registry.requests.host import HostCreate, HostUpdate


def host_name_is_valid(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """Two labels or more, and not an IPv4 address, whose last label is a number (RFC 1123, section 2.1)."""
    name = new_name(case.wish)
    if name is not None and (not is_fqdn(name, labels=2) or name.rpartition(".")[2].isdigit()):
        yield ParameterSyntax("This is not a valid host name.", "host:name", name)
