"""Hosts are created before they are delegated to."""

from collections.abc import Iterator

from registry.errors import ObjectMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate


def hosts_exist(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """Every host object that the wish links exists."""
    nameservers = case.wish.nameservers if isinstance(case.wish, DomainCreate) else case.wish.add.nameservers
    for name in nameservers.hosts:
        if name not in case.hosts:
            yield ObjectMissing("The host does not exist.", "domain:hostObj", name)
