"""Where hosts go whose domain has ended, nobody can take them over."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import SACRIFICIAL
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def sacrificial_names_are_not_sold(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """sacrificial.invalid is registered to nobody, even by who serves .invalid in a test (RFC 9874, section 5.1.4.3)."""
    if case.wish.name == SACRIFICIAL:
        yield PolicyForbids("The name is kept for hosts whose domain has ended.", "domain:name", SACRIFICIAL)
