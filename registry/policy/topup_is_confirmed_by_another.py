"""Four eyes see money before it moves."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.topup_case import TopUpCase


def topup_is_confirmed_by_another(case: TopUpCase) -> Iterator[Refusal]:
    """Whoever proposed a top-up does not confirm it."""
    if case.actor.operator == case.topup.proposed_by:
        yield NotAuthorized("You proposed it yourself: somebody else confirms it.")
