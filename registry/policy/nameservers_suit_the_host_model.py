"""A TLD has host objects or host attributes, never both."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate


def nameservers_suit_the_host_model(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """Name servers come in the form that the TLD has (RFC 5731, section 1.1)."""
    given = (
        [case.wish.nameservers]
        if isinstance(case.wish, DomainCreate)
        else [case.wish.add.nameservers, case.wish.remove.nameservers]
    )
    for nameservers in given:
        if nameservers.hosts and case.policy.rules.host_model == "attributes":
            yield PolicyForbids("Name servers are attributes in this TLD.", "domain:hostObj", nameservers.hosts[0])
        if nameservers.attributes and case.policy.rules.host_model == "objects":
            name = nameservers.attributes[0].name
            yield PolicyForbids("Name servers are host objects in this TLD.", "domain:hostName", name)
