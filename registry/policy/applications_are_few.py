"""A registrar applies for a name as often as the phase lets it."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def applications_are_few(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Its open applications count, those that were decided or withdrawn do not."""
    if case.phase is None or not case.phase.takes_applications or case.phase.most_per_registrar is None:
        return
    if case.applicants.get(case.actor.registrar or "", 0) >= case.phase.most_per_registrar:
        yield PolicyForbids(
            f"A registrar applies for a name {_times(case.phase.most_per_registrar)} in this phase.",
            "domain:name",
            case.wish.name,
        )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
