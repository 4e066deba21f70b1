"""What somebody proposed they may take back; others decline it."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.topup_case import TopUpCase


def topup_is_withdrawn_by_its_proposer(case: TopUpCase) -> Iterator[Refusal]:
    """Only whoever proposed a top-up withdraws it."""
    if case.actor.operator != case.topup.proposed_by:
        yield NotAuthorized(f"{case.topup.proposed_by} proposed it: decline it, if it is wrong.")
