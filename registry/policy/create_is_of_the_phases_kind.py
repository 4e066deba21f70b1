"""A create registers a name or applies for one, as the phase has it."""

from collections.abc import Iterator
from typing import Final

from registry.errors import PolicyForbids, Refusal
from registry.model.phases import Creates
from registry.policy.case import Case
from registry.requests.domain import DomainCreate

_WITH_ARTICLE: Final[dict[Creates, str]] = {"registration": "a registration", "application": "an application"}


def create_is_of_the_phases_kind(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """A type that is given must be the one that will be created (RFC 8334, section 3.3: 2306); without one it is."""
    launch, phase = case.wish.launch, case.phase
    if launch is None or launch.creates is None or phase is None or launch.creates == phase.creates:
        return
    yield PolicyForbids(
        f"Creates of this phase make {_WITH_ARTICLE[phase.creates]}.", "launch:create", "", ("type", launch.creates)
    )
