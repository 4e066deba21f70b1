"""Who comes first gets a name only when nobody has applied for it."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def name_is_not_applied_for(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Applications of an earlier phase are decided before the name is sold to whoever asks."""
    if case.applicants and case.phase is not None and not case.phase.takes_applications:
        yield PolicyForbids("Applications for the name are not decided yet.", "domain:name", case.wish.name)
