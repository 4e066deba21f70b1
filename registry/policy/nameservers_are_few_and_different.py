"""A delegation has a bounded number of different name servers."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate
from registry.requests.urs import UrsSuspend


def nameservers_are_few_and_different(case: Case[DomainCreate | UrsSuspend]) -> Iterator[Refusal]:
    """No name server twice, and no more than the TLD allows."""
    names = case.wish.nameservers.names
    if len(names) > case.policy.rules.most_nameservers:
        yield PolicyForbids(f"A name has at most {case.policy.rules.most_nameservers} name servers.", "domain:ns")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield PolicyForbids("The name server is given twice.", "domain:ns", name)
