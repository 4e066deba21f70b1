"""Names are registered in a phase of the TLD's launch, and in the one that the create is meant for."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def phase_is_on(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Between phases nothing is registered; a phase that is named must be on now (RFC 8334, section 2.3: 2306)."""
    if case.phase is not None:
        return
    if case.wish.launch is None:
        yield PolicyForbids("The TLD is in no phase in which names are registered.", "domain:name", case.wish.name)
        return
    named = case.wish.launch.phase
    attribute = ("name", named.subphase) if named.subphase is not None else None
    yield PolicyForbids("The TLD is not in this phase.", "launch:phase", named.name, attribute)
