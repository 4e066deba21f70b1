"""A host exists once."""

from collections.abc import Iterator

from registry.errors import ObjectExists, Refusal
from registry.policy.host_case import HostCase, new_name
from registry.requests.host import HostCreate, HostUpdate


def host_name_is_free(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """No other host has the name."""
    if case.taken:
        yield ObjectExists("A host has this name.", "host:name", new_name(case.wish))
