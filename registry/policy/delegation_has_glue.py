"""A name is delegated to a host below it only when the host has an address."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import is_below
from registry.policy.case import Case
from registry.requests.domain import DomainUpdate


def delegation_has_glue(case: Case[DomainUpdate]) -> Iterator[Refusal]:
    """Without glue nobody could find the name server (RFC 5732, section 1.1)."""
    for name in case.wish.add.nameservers.hosts:
        if name in case.without_address and is_below(name, case.wish.name):
            yield PolicyForbids(
                "This host needs an address before the domain above it delegates to it.", "domain:hostObj", name
            )
