"""Where a phase is for the holders of marks, a create shows one."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def mark_is_shown(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """One signed mark, and not several (RFC 8334, section 3.3.1)."""
    marks = case.wish.launch.marks if case.wish.launch else ()
    if case.phase is not None and "mark" in case.phase.needs and not marks:
        yield ParameterMissing("Creates of this phase show a signed mark.", "launch:create", "")
    if len(marks) > 1:
        yield PolicyForbids("One mark is enough.", "launch:create", "")
