"""A name server that is an attribute of its domain is removed with all of its addresses."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainUpdate


def attributes_are_removed_whole(case: Case[DomainUpdate]) -> Iterator[Refusal]:
    """Whoever names some of the addresses of one does not mean the others, and would lose them (RFC 5731, section 1.1)."""
    here = {server.name: server for server in case.subject.nameservers}
    for gone in case.wish.remove.nameservers.attributes:
        if gone.addresses and gone.name in here and {*gone.addresses} < {*here[gone.name].addresses}:
            yield PolicyForbids("The name server has other addresses, too.", "domain:hostName", gone.name)
