"""Where a phase, or in a launch programme the label, is for the holders of marks, a create shows one."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def mark_is_shown(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """One signed mark, and not several (RFC 8334, section 3.3.1)."""
    marks = case.wish.launch.marks if case.wish.launch else ()
    if case.phase is not None and "mark" in case.phase.needs and not marks:
        if not case.phase.qlp:
            yield ParameterMissing("Creates of this phase show a signed mark.", "launch:create", "")
        elif case.brought.in_sunrise_list:
            yield ParameterMissing("The label is one of sunrise: show a signed mark.", "launch:create", "")
    if len(marks) > 1:
        yield PolicyForbids("One mark is enough.", "launch:create", "")
