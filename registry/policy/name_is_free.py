"""A name is registered once."""

from collections.abc import Iterator

from registry.errors import ObjectExists, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def name_is_free(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Nobody holds the name now."""
    if case.taken:
        yield ObjectExists("The domain is registered.", "domain:name", case.wish.name)
