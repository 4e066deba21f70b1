"""A name is delegated to a host of our zones only when the host has an address."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate


def delegation_has_glue(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """Whosever domain it lies below: it can have glue, and without glue it may not be found (RFC 5732, section 1.1)."""
    wish = case.wish
    nameservers = wish.nameservers if isinstance(wish, DomainCreate) else wish.add.nameservers
    for name in nameservers.hosts:
        if name in case.without_address:
            yield PolicyForbids("This host needs an address before a domain delegates to it.", "domain:hostObj", name)
